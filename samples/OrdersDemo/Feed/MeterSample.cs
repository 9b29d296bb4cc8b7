namespace OrdersDemo.Feed;

/// <summary>One second of the demo.</summary>
/// <param name="Number">Grows by one with every sample.</param>
/// <param name="WrittenPerSecond">Changes that the API wrote, a second.</param>
/// <param name="HandledPerSecond">Calls of the handler that succeeded, a second.</param>
/// <param name="LagP50">The median of the milliseconds from request to handling; null where nothing was handled.</param>
/// <param name="LagP99">Their 99th percentile, by the nearest rank.</param>
/// <param name="Queued">Messages in the queue, including those that the listener holds; null where that is not known.</param>
/// <param name="DeadLetters">Messages in the dead-letter queue; null where that is not known.</param>
/// <param name="Totals">The counts since the start.</param>
internal sealed record MeterSample(
    long Number,
    double WrittenPerSecond,
    double HandledPerSecond,
    double? LagP50,
    double? LagP99,
    int? Queued,
    int? DeadLetters,
    FeedTotals Totals);
