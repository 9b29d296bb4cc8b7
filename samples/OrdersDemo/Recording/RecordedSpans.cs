using System.Diagnostics;
using OrdersDemo.Feed;

namespace OrdersDemo.Recording;

/// <summary>Tells the feed of changes that the consumer acknowledged without the handler. Their spans end without an error, and without a call of the handler.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private const string Handled = "OrdersDemo.Handled";

    private readonly ActivityListener _listener;

    public RecordedSpans(DemoFeed feed)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cdc.Consumer",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.Status == ActivityStatusCode.Error || span.GetCustomProperty(Handled) is not null) return;
                if (span.GetTagItem("cloudevents.event_id") is string eventId) feed.Absorbed(eventId);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Marks the span in which the handler is called.</summary>
    public static void MarkHandled(Activity? span) => span?.SetCustomProperty(Handled, true);

    public void Dispose() => _listener.Dispose();
}
