using System.Net;
using OrdersDemo.Api;
using OrdersDemo.Feed;
using OrdersDemo.Page;
using OrdersDemo.Recording;

namespace OrdersDemo.Parts;

/// <summary>The orders API, with the demo's page beside it.</summary>
internal sealed class ApiPart : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiPart(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<ApiPart> StartAsync(PartSettings settings, DemoFeed feed, DemoPage page, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddOrdersApi();
        // The API stops first, and leaves the listener its time.
        PartHost.Configure(builder, settings, stopWithin: TimeSpan.FromSeconds(5));
        builder.Services.AddLocalRequestsOnly();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, settings.Options.Port));
        var app = builder.Build();
        app.UseLocalRequestsOnly();
        app.UseRecordedOrderRequests(feed, TimeProvider.System);
        app.MapOrdersApi();
        page.Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new ApiPart(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
