using Cdc.Core;
using OrdersDemo.Feed;

namespace OrdersDemo.Recording;

/// <summary>Tells the feed of each request that changed an order.</summary>
internal static class RecordedOrderRequests
{
    public static void UseRecordedOrderRequests(this WebApplication app, DemoFeed feed, TimeProvider timeProvider) => app.Use(async (context, next) =>
    {
        var requestedAt = timeProvider.GetTimestamp();
        await next(context);
        if (ChangeOf(context) is var (orderId, operation)) feed.Wrote(orderId, operation, requestedAt);
    });

    private static (string OrderId, ChangeOperation Operation)? ChangeOf(HttpContext context) => context switch
    {
        { Response.StatusCode: StatusCodes.Status201Created } when !context.Response.Headers.ContainsKey("Idempotent-Replayed")
            => (context.Response.Headers.Location.ToString().Split('/')[^1], ChangeOperation.Insert),
        { Request.Method: "PATCH", Response.StatusCode: StatusCodes.Status200OK } when OrderId(context) is { } orderId => (orderId, ChangeOperation.Modify),
        { Request.Method: "DELETE", Response.StatusCode: StatusCodes.Status204NoContent } when OrderId(context) is { } orderId => (orderId, ChangeOperation.Remove),
        _ => null,
    };

    private static string? OrderId(HttpContext context) => context.GetRouteValue("orderId") as string;
}
