using Cdc.Core;

namespace Cdc.Publisher.Publishing;

/// <summary>A record that is done although an earlier one of its batch is not.</summary>
/// <param name="Table">Its table's ARN. An event does not name its shard; a record's event id is its own in all of them.</param>
/// <param name="EventId">Its event id, which emulators and replays may give to other records too.</param>
/// <param name="Sequence">Its sequence number, which tells those apart.</param>
internal readonly record struct PublishedRecord(string Table, string EventId, SequenceNumber Sequence);

/// <summary>Remembers which records went out although an earlier one of their batch did not: Lambda will send them again. Safe for several threads.</summary>
/// <remarks>A record is forgotten when it came again and nothing before it failed any more: what comes a third time is sent on purpose.</remarks>
/// <param name="capacity">How many are remembered at most; the oldest are forgotten first, and then go out a second time.</param>
internal sealed class PublishedMemory(int capacity)
{
    private readonly Lock _gate = new();
    private readonly HashSet<PublishedRecord> _known = [];
    private readonly Queue<PublishedRecord> _oldest = new();
    private volatile bool _isEmpty = true;

    /// <summary>Whether nothing is remembered, as it is until something fails.</summary>
    public bool IsEmpty => _isEmpty;

    /// <summary>Remembers what Lambda will send again although it is done, and forgets what it will not.</summary>
    /// <remarks>A change that was left out for a newer one is remembered too: it must not follow that one.</remarks>
    /// <param name="batch">What was published.</param>
    /// <param name="firstUndone">The record with the lowest sequence number of those that are not done; null where all are.</param>
    public void Update(EntryBatch batch, int? firstUndone)
    {
        if (firstUndone is null && IsEmpty) return;
        var records = batch.Records.Records;
        for (var index = 0; index < batch.Count; index++)
        {
            if (batch[index].State is not (EntryState.Published or EntryState.Parked or EntryState.Skipped or EntryState.Coalesced or EntryState.AlreadyPublished)) continue;
            if (firstUndone is { } first && records[index].Sequence >= records[first].Sequence) Add(batch.IdentityOf(index));
            else if (batch[index].State == EntryState.AlreadyPublished) Forget(batch.IdentityOf(index));
        }
    }

    public void Add(PublishedRecord record)
    {
        lock (_gate)
        {
            if (!_known.Add(record)) return;
            _isEmpty = false;
            _oldest.Enqueue(record);
            while (_known.Count > capacity && _oldest.TryDequeue(out var oldest)) _known.Remove(oldest);
        }
    }

    public bool Contains(PublishedRecord record)
    {
        lock (_gate) return _known.Contains(record);
    }

    /// <summary>Forgets a record that will not be sent again.</summary>
    public void Forget(PublishedRecord record)
    {
        lock (_gate)
        {
            if (!_known.Remove(record)) return;
            // Forgotten ones stay in the queue until they would be the oldest; it never has many of them.
            if (_known.Count == 0) _oldest.Clear();
            else if (_oldest.Count > 2 * capacity) Compact();
            _isEmpty = _known.Count == 0;
        }
    }

    private void Compact()
    {
        for (var left = _oldest.Count; left > 0; left--)
        {
            var record = _oldest.Dequeue();
            if (_known.Contains(record)) _oldest.Enqueue(record);
        }
    }
}
