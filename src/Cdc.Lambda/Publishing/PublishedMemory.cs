namespace Cdc.Lambda.Publishing;

/// <summary>Remembers which records went out although an earlier one of their batch did not: Lambda will send them again.</summary>
/// <param name="capacity">How many are remembered at most; the oldest are forgotten first, and then go out a second time.</param>
internal sealed class PublishedMemory(int capacity)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Table, string EventId)> _known = [];
    private readonly Queue<(string Table, string EventId)> _oldest = new();

    public void Add(StreamRecord record)
    {
        lock (_gate)
        {
            if (!_known.Add((record.TableArn, record.EventId))) return;
            _oldest.Enqueue((record.TableArn, record.EventId));
            if (_oldest.Count > capacity) _known.Remove(_oldest.Dequeue());
        }
    }

    public bool Contains(StreamRecord record)
    {
        lock (_gate) return _known.Count > 0 && _known.Contains((record.TableArn, record.EventId));
    }
}
