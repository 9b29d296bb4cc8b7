namespace Cdc.Publisher.Publishing;

/// <summary>Remembers which records went out although an earlier one of their batch did not: Lambda will send them again. Safe for several threads.</summary>
/// <remarks>An event does not name its shard; a record's event id is its own in all of them.</remarks>
/// <param name="capacity">How many are remembered at most; the oldest are forgotten first, and then go out a second time.</param>
internal sealed class PublishedMemory(int capacity)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Table, string EventId)> _known = [];
    private readonly Queue<(string Table, string EventId)> _oldest = new();
    private volatile bool _isEmpty = true;

    /// <summary>Whether nothing is remembered, as it is until something fails.</summary>
    public bool IsEmpty => _isEmpty;

    public void Add(string tableArn, string eventId)
    {
        lock (_gate)
        {
            _isEmpty = false;
            if (!_known.Add((tableArn, eventId))) return;
            _oldest.Enqueue((tableArn, eventId));
            if (_oldest.Count > capacity) _known.Remove(_oldest.Dequeue());
        }
    }

    public bool Contains(string tableArn, string eventId)
    {
        lock (_gate) return _known.Contains((tableArn, eventId));
    }
}
