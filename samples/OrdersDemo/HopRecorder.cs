using System.Collections.Concurrent;
using Cdc.Core;

namespace OrdersDemo;

/// <summary>Where a change can be seen on its way.</summary>
internal enum Hop
{
    /// <summary>The HTTP request goes out.</summary>
    Requested,

    /// <summary>The HTTP response is back: the table holds the change.</summary>
    Written,

    /// <summary>The function has read the change from the stream and calls SNS.</summary>
    Publishing,

    /// <summary>SNS has taken the change.</summary>
    Published,

    /// <summary>The listener's handler is called.</summary>
    Received,

    /// <summary>The listener has read the order and is done.</summary>
    Handled,
}

/// <summary>Remembers when each change passed each hop; the first time counts where it passes twice.</summary>
internal sealed class HopRecorder(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<(string OrderId, ChangeOperation Operation, Hop Hop), long> _times = new();

    public void Note(string orderId, ChangeOperation operation, Hop hop) =>
        _times.TryAdd((orderId, operation, hop), timeProvider.GetTimestamp());

    public bool Has(string orderId, ChangeOperation operation, Hop hop) => _times.ContainsKey((orderId, operation, hop));

    /// <summary>
    /// The time between two hops, or null where one was not seen. A hop can be seen before the answer of the one before it is back: that
    /// counts as no time.
    /// </summary>
    public TimeSpan? Between(string orderId, ChangeOperation operation, Hop from, Hop to) =>
        _times.TryGetValue((orderId, operation, from), out var start) && _times.TryGetValue((orderId, operation, to), out var end)
            ? timeProvider.GetElapsedTime(start, Math.Max(start, end))
            : null;

    /// <summary>The last hop where the change was seen, or null.</summary>
    public Hop? LastSeen(string orderId, ChangeOperation operation) =>
        Enum.GetValues<Hop>().Where(hop => Has(orderId, operation, hop)).Cast<Hop?>().LastOrDefault();
}
