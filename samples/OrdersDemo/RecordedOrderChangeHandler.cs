using Cdc.Consumer;
using Cdc.Core;
using OrdersDemo.Listener;

namespace OrdersDemo;

/// <summary>Notes when the listener's handler is called and done.</summary>
internal sealed class RecordedOrderChangeHandler(OrderChangeHandler handler, HopRecorder hops) : ICdcHandler<OrderKey>
{
    public async Task HandleAsync(CdcEnvelope<OrderKey> change, CancellationToken cancellationToken)
    {
        hops.Note(change.Key.OrderId, change.Operation, Hop.Received);
        await handler.HandleAsync(change, cancellationToken);
        hops.Note(change.Key.OrderId, change.Operation, Hop.Handled);
    }
}
