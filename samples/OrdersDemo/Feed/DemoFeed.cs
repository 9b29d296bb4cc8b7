using Cdc.Core;

namespace OrdersDemo.Feed;

/// <summary>
/// Hears of every hop from the recorders, and remembers the newest changes. It calls nobody back: watchers ask for what is new, so that a slow
/// watcher holds nothing up.
/// </summary>
internal sealed class DemoFeed(TimeProvider timeProvider, int capacity = DemoFeed.DefaultCapacity)
{
    public const int DefaultCapacity = 5_000;

    private const int MaxLags = 10_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<DemoChange> _changes = new();
    private readonly Dictionary<string, DemoChange> _byEvent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DemoChange>> _byOrder = new(StringComparer.Ordinal);
    private List<double> _lags = [];
    private FeedTotals _totals;
    private long _numbers;
    private long _version;

    public FeedTotals Totals
    {
        get
        {
            lock (_gate) return _totals;
        }
    }

    /// <summary>Notes that the API wrote a change.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="operation">What happened to it.</param>
    /// <param name="requestedAt">The timestamp at which the request came.</param>
    public void Wrote(string orderId, ChangeOperation operation, long requestedAt)
    {
        lock (_gate)
        {
            // The stream can be faster than the API's answer.
            var change = OldestOf(orderId, operation, one => one[Hop.Requested] is null) ?? Add(orderId, operation);
            change[Hop.Requested] = requestedAt;
            change[Hop.Written] = timeProvider.GetTimestamp();
            change.Version = ++_version;
            _totals = _totals with { Written = _totals.Written + 1 };
        }
    }

    /// <summary>Notes the first time that a change passes a hop, and what else is seen there.</summary>
    public void Note(ChangeKey key, Hop hop, Action<DemoChange>? also = null)
    {
        lock (_gate)
        {
            var change = Find(key);
            var again = change[hop] is not null;
            change[hop] = timeProvider.GetTimestamp();
            also?.Invoke(change);
            change.Version = ++_version;
            if (again && hop is Hop.Publishing or Hop.Received) _totals = _totals with { Retried = _totals.Retried + 1 };
            if (hop != Hop.Handled) return;
            _totals = _totals with { Handled = _totals.Handled + 1 };
            if (!again && _lags.Count < MaxLags && LagOf(change, key) is { } lag) _lags.Add(lag.TotalMilliseconds);
        }
    }

    /// <summary>Notes what becomes of a change that stays where it is.</summary>
    public void Note(ChangeKey key, Action<DemoChange> what)
    {
        lock (_gate)
        {
            var change = Find(key);
            what(change);
            change.Version = ++_version;
        }
    }

    /// <summary>Notes that a change was acknowledged without the handler, as it or a newer one was handled before.</summary>
    public void Absorbed(string eventId)
    {
        lock (_gate)
        {
            if (!_byEvent.TryGetValue(eventId, out var change)) return;
            change.Fault = null;
            change.Absorbed++;
            change.Version = ++_version;
            _totals = _totals with { Absorbed = _totals.Absorbed + 1 };
        }
    }

    /// <summary>The newest change of an order by an operation, or null.</summary>
    public ChangeView? Find(string orderId, ChangeOperation operation)
    {
        lock (_gate)
        {
            return _byOrder.TryGetValue(orderId, out var changes)
                ? changes.FindLast(change => change.Operation == operation)?.ToView(timeProvider)
                : null;
        }
    }

    /// <summary>Gives those of the newest changes that changed after a version, the oldest first, and the current version.</summary>
    public (IReadOnlyList<ChangeView> Changes, long Version) ChangedSince(long version, int newest)
    {
        lock (_gate)
        {
            var changed = new List<ChangeView>();
            var node = _changes.Last;
            for (var count = 0; node is not null && count < newest; count++, node = node.Previous)
            {
                if (node.Value.Version > version) changed.Add(node.Value.ToView(timeProvider));
            }

            changed.Reverse();
            return (changed, _version);
        }
    }

    /// <summary>
    /// Gives the lag in milliseconds of the changes that were handled since the last call: from the request to the handling, or from the table where the request is
    /// not known.
    /// </summary>
    public List<double> TakeLags()
    {
        lock (_gate)
        {
            var lags = _lags;
            _lags = [];
            return lags;
        }
    }

    // In the gate. The feed has forgotten the request of a change that waited long, and never saw that of another API: for both the envelope's time counts.
    private TimeSpan? LagOf(DemoChange change, ChangeKey key) =>
        change[Hop.Requested] is { } requested ? timeProvider.GetElapsedTime(requested) : timeProvider.GetUtcNow() - key.WrittenAt;

    // In the gate.
    private DemoChange Find(ChangeKey key)
    {
        if (_byEvent.TryGetValue(key.EventId, out var known)) return known;
        var change = OldestOf(key.OrderId, key.Operation, one => one.EventId is null) ?? Add(key.OrderId, key.Operation);
        change.EventId = key.EventId;
        _byEvent.Add(key.EventId, change);
        return change;
    }

    // In the gate. The changes of an order keep their order everywhere, so the oldest that fits is the one.
    private DemoChange? OldestOf(string orderId, ChangeOperation operation, Predicate<DemoChange> fits) =>
        _byOrder.TryGetValue(orderId, out var changes) ? changes.Find(change => change.Operation == operation && fits(change)) : null;

    // In the gate.
    private DemoChange Add(string orderId, ChangeOperation operation)
    {
        if (_changes.Count == capacity) Forget(_changes.First!.Value);
        var change = new DemoChange(++_numbers, orderId, operation, timeProvider.GetUtcNow());
        _changes.AddLast(change);
        if (!_byOrder.TryGetValue(orderId, out var changes)) _byOrder.Add(orderId, changes = []);
        changes.Add(change);
        return change;
    }

    // In the gate.
    private void Forget(DemoChange oldest)
    {
        _changes.RemoveFirst();
        if (oldest.EventId is { } eventId) _byEvent.Remove(eventId);
        var changes = _byOrder[oldest.OrderId];
        changes.Remove(oldest);
        if (changes.Count == 0) _byOrder.Remove(oldest.OrderId);
    }
}
