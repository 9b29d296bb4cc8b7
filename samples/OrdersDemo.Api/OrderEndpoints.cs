using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace OrdersDemo.Api;

/// <summary>The routes of the orders API.</summary>
internal static class OrderEndpoints
{
    // Far longer than an id, and shorter than the longest key that DynamoDB takes.
    private const string OneOrder = $"{Orders}/{{orderId:maxlength(100)}}";

    // No route group: it would add a slash to the end of this route, and so to the names of its spans and metrics.
    private const string Orders = "/orders";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Orders, PlaceAsync);
        routes.MapGet(OneOrder, GetAsync);
        routes.MapPatch(OneOrder, ChangeStatusAsync);
        routes.MapDelete(OneOrder, DeleteAsync);
    }

    private static async Task<IResult> PlaceAsync(
        PlaceOrder? request, HttpContext context, OrderTable table, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (request is null) return NoBody();
        var faults = request.Faults();
        var key = context.Request.Headers.TryGetValue(IdempotencyKey.Header, out var keys) ? keys.ToString() : null;
        if (key is not null && !IdempotencyKey.IsValid(key)) faults[IdempotencyKey.Header] = ["Give the key 1 to 128 visible ASCII characters."];
        if (faults.Count > 0) return Results.ValidationProblem(faults);

        var now = timeProvider.GetUtcNow();
        var lines = request.Lines!.Select(line => line!).ToList();
        var order = new Order(
            IdempotencyKey.OrderIdOf(key), request.Customer!, lines, lines.Sum(line => line.Quantity * line.UnitPrice), OrderStatus.Placed, 1, now, now);
        var hash = IdempotencyKey.HashOf(request);
        if (await table.TryAddAsync(order, hash, cancellationToken)) return Created(context, order);

        var found = await table.FindAsync(order.OrderId, cancellationToken);
        if (found is not { } earlier)
            return Problem(StatusCodes.Status409Conflict, "The order was deleted while it was being placed again. Try again.");
        if (earlier.RequestHash != hash)
            return Problem(StatusCodes.Status422UnprocessableEntity, "This Idempotency-Key was used for an order with other contents. Use a new key.");
        context.Response.Headers["Idempotent-Replayed"] = "true";
        return Created(context, earlier.Order);
    }

    private static async Task<IResult> GetAsync(string orderId, HttpContext context, OrderTable table, CancellationToken cancellationToken) =>
        await table.FindAsync(orderId, cancellationToken) is { Order: var order } ? Ok(context, order) : NotFound(orderId);

    private static async Task<IResult> ChangeStatusAsync(
        string orderId,
        ChangeStatus? request,
        [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context,
        OrderTable table,
        CancellationToken cancellationToken)
    {
        if (request is null) return NoBody();
        if (!OrderStatus.IsTarget(request.Status))
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["status"] = [$"The status is one of {string.Join(", ", OrderStatus.Targets)}."] });
        if (ifMatch is null)
            return Problem(StatusCodes.Status428PreconditionRequired, "Send the order's ETag in If-Match, for example If-Match: \"1\". GET shows it.");
        if (!TryReadVersion(ifMatch, out var version)) return WrongETag();

        if (await table.FindAsync(orderId, cancellationToken) is not { Order: var current }) return NotFound(orderId);
        if (current.Version != version) return Changed(current);
        if (!OrderStatus.MayFollow(current.Status, request.Status!))
            return Problem(StatusCodes.Status409Conflict, $"The order is {current.Status}; it cannot become {request.Status}.");

        var changed = await table.TrySetStatusAsync(orderId, request.Status!, version, cancellationToken);
        return changed is not null ? Ok(context, changed) : await ConflictAsync(orderId, table, cancellationToken);
    }

    private static async Task<IResult> DeleteAsync(
        string orderId, [FromHeader(Name = "If-Match")] string? ifMatch, OrderTable table, CancellationToken cancellationToken)
    {
        long? version = null;
        if (ifMatch is not null)
        {
            if (!TryReadVersion(ifMatch, out var number)) return WrongETag();
            version = number;
        }

        return await table.TryDeleteAsync(orderId, version, cancellationToken)
            ? Results.NoContent()
            : await ConflictAsync(orderId, table, cancellationToken);
    }

    private static async Task<IResult> ConflictAsync(string orderId, OrderTable table, CancellationToken cancellationToken) =>
        await table.FindAsync(orderId, cancellationToken) is { Order: var now } ? Changed(now) : NotFound(orderId);

    private static IResult Created(HttpContext context, Order order)
    {
        context.Response.Headers.ETag = ETagOf(order);
        return Results.Created($"{Orders}/{order.OrderId}", order);
    }

    private static IResult Ok(HttpContext context, Order order)
    {
        context.Response.Headers.ETag = ETagOf(order);
        return Results.Ok(order);
    }

    private static string ETagOf(Order order) => $"\"{order.Version.ToString(CultureInfo.InvariantCulture)}\"";

    private static bool TryReadVersion(string ifMatch, out long version)
    {
        version = 0;
        return ifMatch is ['"', .. var digits, '"'] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);

    private static IResult NoBody() => Problem(StatusCodes.Status400BadRequest, "The body is missing: send JSON.");

    private static IResult NotFound(string orderId) => Problem(StatusCodes.Status404NotFound, $"There is no order '{orderId}'.");

    private static IResult WrongETag() => Problem(StatusCodes.Status400BadRequest, "If-Match is not an ETag of an order: a version in quotation marks, for example \"1\".");

    private static IResult Changed(Order current) =>
        Problem(StatusCodes.Status412PreconditionFailed, $"The order has changed since: its ETag is {ETagOf(current)} now.");
}
