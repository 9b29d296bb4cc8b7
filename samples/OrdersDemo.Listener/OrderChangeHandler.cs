using Cdc.Consumer;
using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace OrdersDemo.Listener;

/// <summary>Handles every change of an order: reads the order by its id, and updates the projection.</summary>
/// <param name="reader">Reads the order.</param>
/// <param name="projection">What is kept of it.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Where it logs each change.</param>
public sealed partial class OrderChangeHandler(
    OrderReader reader, OrdersProjection projection, TimeProvider timeProvider, ILogger<OrderChangeHandler> logger) : ICdcHandler<OrderKey>
{
    /// <inheritdoc/>
    public async Task HandleAsync(CdcContext<OrderKey> context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var started = timeProvider.GetTimestamp();
        var orderId = context.Key.OrderId;
        var order = await reader.ReadAsync(orderId, cancellationToken);
        projection.Apply(orderId, order);

        var read = timeProvider.GetElapsedTime(started).TotalMilliseconds;
        if (order is null) LogGone(logger, context.Operation, orderId, read);
        else LogRead(logger, context.Operation, orderId, order.Status, order.Version, read, (timeProvider.GetUtcNow() - order.UpdatedAt).TotalMilliseconds);
    }

    [LoggerMessage(1, LogLevel.Information,
        "Received {Operation} of order {OrderId}; read it in {ReadMilliseconds:0.0} ms: {Status}, version {Version}. Handled {Milliseconds:0} ms after that version was written.")]
    private static partial void LogRead(
        ILogger logger, ChangeOperation operation, string orderId, string status, long version, double readMilliseconds, double milliseconds);

    [LoggerMessage(2, LogLevel.Information,
        "Received {Operation} of order {OrderId}; looked it up in {ReadMilliseconds:0.0} ms: it is gone.")]
    private static partial void LogGone(ILogger logger, ChangeOperation operation, string orderId, double readMilliseconds);
}
