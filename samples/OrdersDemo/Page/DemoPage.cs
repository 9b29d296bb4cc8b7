using OrdersDemo.Faults;
using OrdersDemo.Feed;
using OrdersDemo.Parts;

namespace OrdersDemo.Page;

/// <summary>The page at <c>/</c>: its files, its events, and what its buttons do. Orders are the API's.</summary>
internal sealed class DemoPage(DemoPlace place, DemoFeed feed, DemoMeter meter, FaultSwitches faults, DemoQueues? queues, TimeProvider timeProvider)
{
    public void Map(WebApplication app)
    {
        PageAssets.Map(app);
        var events = new PageEvents(place, feed, meter, faults, timeProvider);
        app.MapGet("/events", (IHostApplicationLifetime lifetime) => TypedResults.ServerSentEvents(events.ReadAsync(lifetime.ApplicationStopping)));
        app.MapPut("/faults/{name}", SetFaultAsync);
        app.MapPost("/dead-letters/redrive", RedriveAsync);
    }

    private async Task<IResult> SetFaultAsync(string name, FaultState state, CancellationToken cancellationToken)
    {
        if (faults.Find(name) is not { } fault) return Results.Problem($"There is no fault '{name}'.", statusCode: StatusCodes.Status404NotFound);
        if (fault.Unavailable is { } why) return Results.Problem(why, statusCode: StatusCodes.Status409Conflict);
        await faults.SetAsync(fault, state.On, cancellationToken);
        return Results.Json(faults.Views, PageJson.Options);
    }

    // It takes a JSON body, so that no other site's form can send it.
    private async Task<IResult> RedriveAsync(Redrive _, CancellationToken cancellationToken) => queues is null
        ? Results.Problem("The demo does not see the dead-letter queue here.", statusCode: StatusCodes.Status409Conflict)
        : Results.Json(new { Redriven = await queues.RedriveAsync(feed, cancellationToken) }, PageJson.Options);

    private sealed record FaultState(bool On);

    private sealed record Redrive;
}
