using System.Diagnostics;
using Cdc.Consumer;
using OrdersDemo.Faults;
using OrdersDemo.Feed;
using OrdersDemo.Listener;

namespace OrdersDemo.Recording;

/// <summary>Tells the feed when the listener's handler is called and done, and lets it be slow or fail where that is switched on.</summary>
internal sealed class RecordedOrderChangeHandler(OrderChangeHandler handler, DemoFeed feed, HandlerFaults faults) : ICdcHandler<OrderKey>
{
    public async Task HandleAsync(CdcContext<OrderKey> context, CancellationToken cancellationToken)
    {
        var key = ChangeKey.Of(context.Change, context.Key.OrderId);
        RecordedSpans.MarkHandled(Activity.Current);
        feed.Note(key, Hop.Received, one => one.Handlings++);
        try
        {
            await faults.StrikeAsync(cancellationToken);
            await handler.HandleAsync(context, cancellationToken);
        }
        catch (Exception failure)
        {
            feed.Note(key, one =>
            {
                one.Failures++;
                one.Fault = failure is OperationCanceledException ? "listener: stopped while it handled this" : $"listener: {failure.Message}";
            });
            throw;
        }

        feed.Note(key, Hop.Handled, one => one.Fault = null);
    }
}
