using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>Says which entries may go out next: packs PublishBatch calls so that several can be under way without breaking any key's order.</summary>
/// <remarks>
/// <para>
/// Of each key only the first entry that is not done may go out. So no call holds a key twice, two calls never hold the same key, and a key's
/// later change never goes out after an earlier one failed.
/// </para>
/// <para>
/// A call goes to one topic and holds at most ten entries and 262,144 bytes
/// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/>); entries go in the event's order as far as keys allow. Not
/// safe for several threads.
/// </para>
/// </remarks>
internal sealed class PublishSchedule
{
    private readonly EntryBatch _entries;
    private readonly List<Lane> _lanes = new(1);
    private readonly PriorityQueue<int, long> _waiting = new();

    public PublishSchedule(EntryBatch entries)
    {
        _entries = entries;
        for (var index = 0; index < entries.Count; index++)
        {
            if (entries[index].State == EntryState.Pending && !HasPendingBefore(index)) MakeReady(index);
        }
    }

    /// <summary>When the earliest of the entries that wait for another try is due, as a timestamp; null where none waits.</summary>
    public long? NextDue => _waiting.TryPeek(out _, out var due) ? due : null;

    /// <summary>Whether an entry may go out now.</summary>
    public bool HasReady(long now) => NextDue <= now || _lanes.Exists(lane => lane.Ready.Count > 0);

    /// <summary>Takes the entries of the next call.</summary>
    /// <param name="now">The time, as a timestamp.</param>
    /// <returns>The call; null where nothing may go out now.</returns>
    public PublishCall? NextCall(long now)
    {
        while (_waiting.TryPeek(out var waiting, out var due) && due <= now)
        {
            _waiting.Dequeue();
            MakeReady(waiting);
        }

        return EarliestLane() is { } lane ? Fill(lane) : null;
    }

    /// <summary>Notes that an entry is done: the next of its key may follow.</summary>
    public void Done(int index)
    {
        var next = _entries[index].Next;
        while (next != EntrySlot.None && IsPassedOver(next)) next = _entries[next].Next;
        if (next != EntrySlot.None && _entries[next].State == EntryState.Pending) MakeReady(next);
    }

    /// <summary>Notes that an entry is done, or is to go out in another form: first goes the one that it was to go out for, if there is one.</summary>
    public void Resolved(int index)
    {
        var previous = _entries[index].Previous;
        if (previous != EntrySlot.None && _entries[previous].State == EntryState.Pending) MakeReady(previous);
        else if (_entries[index].IsDone) Done(index);
        else MakeReady(index);
    }

    /// <summary>Lets an entry go out.</summary>
    public void MakeReady(int index)
    {
        var topic = _entries[index].Topic!;
        LaneOf(topic).Ready.Enqueue(index, PlaceOf(index));
    }

    /// <summary>Puts an entry back that failed; its key waits with it.</summary>
    /// <param name="index">The entry.</param>
    /// <param name="due">When it may be tried again, as a timestamp.</param>
    public void TryAgain(int index, long due) => _waiting.Enqueue(index, due);

    private bool HasPendingBefore(int index)
    {
        var previous = _entries[index].Previous;
        while (previous != EntrySlot.None && IsPassedOver(previous)) previous = _entries[previous].Previous;
        return previous != EntrySlot.None;
    }

    // One that is done already, as a skipped one, holds up nobody.
    private bool IsPassedOver(int index) => _entries[index].State == EntryState.Superseded || _entries[index].IsDone;

    /// <summary>The index of the earliest change that an entry goes out for: an entry behind it that fails does not hold that change up.</summary>
    private int PlaceOf(int index)
    {
        var place = index;
        for (var previous = _entries[index].Previous; previous != EntrySlot.None && _entries[previous].State == EntryState.Superseded; previous = _entries[previous].Previous)
            place = previous;
        return place;
    }

    private Lane LaneOf(Topic topic)
    {
        foreach (var lane in _lanes)
        {
            if (ReferenceEquals(lane.Topic, topic) || lane.Topic == topic) return lane;
        }

        // Most often there is one, and all are ready at the start.
        var added = new Lane(topic, _lanes.Count == 0 ? _entries.Count : 0);
        _lanes.Add(added);
        return added;
    }

    private Lane? EarliestLane()
    {
        Lane? earliest = null;
        var lowest = int.MaxValue;
        foreach (var lane in _lanes)
        {
            if (!lane.Ready.TryPeek(out _, out var place) || place >= lowest) continue;
            earliest = lane;
            lowest = place;
        }

        return earliest;
    }

    private PublishCall Fill(Lane lane)
    {
        var call = new PublishCall(lane.Topic);
        var bytes = 0;
        while (call.Count < SnsLimits.MaxEntries && lane.Ready.TryPeek(out var index, out _) && bytes + _entries[index].Size <= SnsLimits.MaxBytes)
        {
            ref var entry = ref _entries[index];
            if (entry.IsAlone && call.Count > 0) break;
            lane.Ready.Dequeue();
            call.Add(index);
            bytes += entry.Size;
            entry.Tries++;
            if (entry.IsAlone) break;
        }

        return call;
    }

    private sealed class Lane(Topic topic, int capacity)
    {
        public Topic Topic { get; } = topic;

        public PriorityQueue<int, int> Ready { get; } = new(capacity);
    }
}
