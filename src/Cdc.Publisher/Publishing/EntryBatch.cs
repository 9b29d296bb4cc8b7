using Cdc.Publisher.Buffers;
using Cdc.Publisher.Events;

namespace Cdc.Publisher.Publishing;

/// <summary>The records of one invocation and what becomes of each. Both are named by their index in the event, which is also the entry's id.</summary>
internal sealed class EntryBatch : IDisposable
{
    private readonly PooledList<EntrySlot> _entries = new();

    public EntryBatch(RecordBatch records)
    {
        Records = records;
        for (var index = 0; index < records.Records.Count; index++)
            _entries.Add(new EntrySlot { Previous = EntrySlot.None, Next = EntrySlot.None });
    }

    public RecordBatch Records { get; }

    public Utf8Arena Text => Records.Text;

    /// <summary>The indexes of what was put into calls, message by message.</summary>
    public PooledList<int> Sent { get; } = new();

    public int Count => _entries.Count;

    public ref EntrySlot this[int index] => ref _entries[index];

    /// <summary>What a record is remembered by.</summary>
    public PublishedRecord IdentityOf(int index) => new(Records.Records[index].Table!.Arn, Records.EventIdOf(index), Records.Records[index].Sequence);

    /// <summary>Notes that a record is done with, and with it the changes that it went out for.</summary>
    public void Done(int index, EntryState state)
    {
        this[index].State = state;
        var previous = this[index].Previous;
        while (previous != EntrySlot.None && this[previous].State == EntryState.Superseded)
        {
            this[previous].State = EntryState.Coalesced;
            previous = this[previous].Previous;
        }
    }

    /// <summary>Lets the change go out by itself that a record was to go out for, and does not.</summary>
    public void Revive(int index)
    {
        var previous = this[index].Previous;
        if (previous != EntrySlot.None && this[previous].State == EntryState.Superseded) this[previous].State = EntryState.Pending;
    }

    /// <summary>The record with the lowest sequence number of those that are not done with; null where all are.</summary>
    public int? LowestUndone()
    {
        int? lowest = null;
        for (var index = 0; index < Count; index++)
        {
            if (this[index].IsDone) continue;
            if (lowest is not { } known || Records.Records[index].Sequence < Records.Records[known].Sequence) lowest = index;
        }

        return lowest;
    }

    public int CountOf(EntryState state)
    {
        var count = 0;
        for (var index = 0; index < Count; index++)
        {
            if (this[index].State == state) count++;
        }

        return count;
    }

    public void Dispose()
    {
        _entries.Dispose();
        Sent.Dispose();
    }
}
