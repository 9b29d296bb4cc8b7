using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>Says which entries may go out next: packs PublishBatch calls so that several can be under way without breaking any key's order.</summary>
/// <remarks>
/// <para>
/// Of each key only the first entry that is not done may go out, and with it, in the same message, those that follow it. So no call holds a key in
/// two messages, two calls never hold the same key, and a key's later change never goes out after an earlier one failed.
/// </para>
/// <para>
/// A call goes to one topic and holds at most ten messages and the bytes that the topic takes
/// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/>); entries go in the event's order as far as keys allow. Not
/// safe for several threads.
/// </para>
/// </remarks>
internal sealed class PublishSchedule
{
    private readonly EntryBatch _entries;
    private readonly List<TopicLanes> _topics = new(1);
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
    public bool HasReady(long now) => NextDue <= now || _topics.Exists(lanes => lanes.TryPeek(out _, out _));

    /// <summary>Takes the entries of the next call.</summary>
    /// <param name="now">The time, as a timestamp.</param>
    /// <returns>The call; null where nothing may go out now.</returns>
    public PublishCall? NextCall(long now)
    {
        while (_waiting.TryPeek(out var waiting, out var due) && due <= now)
        {
            _waiting.Dequeue();
            _entries[waiting].IsOut = false;
            MakeReady(waiting);
        }

        return EarliestTopic() is { } topic ? Fill(topic) : null;
    }

    /// <summary>Notes that an entry is done: the next of its key may follow.</summary>
    public void Done(int index)
    {
        var next = NextPending(index);
        if (next != EntrySlot.None) MakeReady(next);
    }

    /// <summary>Notes that an entry is done, or is to go out in another form: first goes the one that it was to go out for, if there is one.</summary>
    public void Resolved(int index)
    {
        _entries[index].IsOut = false;
        var previous = _entries[index].Previous;
        if (previous != EntrySlot.None && _entries[previous].State == EntryState.Pending) MakeReady(previous);
        else if (_entries[index].IsDone) Done(index);
        else MakeReady(index);
    }

    /// <summary>Puts the entries of a message back, to go out in other messages.</summary>
    public void GiveBack(MessageRange message)
    {
        for (var at = message.Start; at < message.End; at++) _entries[_entries.Sent[at]].IsOut = false;
        for (var at = message.Start; at < message.End; at++)
        {
            if (!HasPendingBefore(_entries.Sent[at])) MakeReady(_entries.Sent[at]);
        }
    }

    /// <summary>Puts the entries of a message that failed back; their keys wait with them.</summary>
    /// <param name="message">The message.</param>
    /// <param name="due">When it may be tried again, as a timestamp.</param>
    public void TryAgain(MessageRange message, long due)
    {
        for (var at = message.Start; at < message.End; at++)
        {
            var index = _entries.Sent[at];
            // What follows another of the message goes with that one.
            _entries[index].IsOut = !HasPendingBefore(index);
            if (_entries[index].IsOut) _waiting.Enqueue(index, due);
        }
    }

    private void MakeReady(int index)
    {
        ref var entry = ref _entries[index];
        if (entry.IsOut) return;
        entry.IsOut = true;
        LanesOf(entry.Topic!).Add(index, PlaceOf(index));
    }

    /// <summary>The next entry of the key that is to go out and is nowhere under way.</summary>
    private int NextPending(int index)
    {
        var next = _entries[index].Next;
        while (next != EntrySlot.None && IsPassedOver(next)) next = _entries[next].Next;
        return next != EntrySlot.None && _entries[next] is { State: EntryState.Pending, IsOut: false } ? next : EntrySlot.None;
    }

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

    private TopicLanes LanesOf(Topic topic)
    {
        foreach (var lanes in _topics)
        {
            if (ReferenceEquals(lanes.Topic, topic) || lanes.Topic == topic) return lanes;
        }

        // Most often there is one, and all are ready at the start.
        var added = new TopicLanes(topic, _entries, _topics.Count == 0 ? _entries.Count : 0);
        _topics.Add(added);
        return added;
    }

    private TopicLanes? EarliestTopic()
    {
        TopicLanes? earliest = null;
        var lowest = int.MaxValue;
        foreach (var lanes in _topics)
        {
            if (!lanes.TryPeek(out _, out var place) || place >= lowest) continue;
            earliest = lanes;
            lowest = place;
        }

        return earliest;
    }

    private PublishCall Fill(TopicLanes lanes)
    {
        var call = new PublishCall(lanes.Topic, _entries);
        var bytes = 0;
        while (call.Count < SnsLimits.MaxEntries && lanes.TryPeek(out var index, out _) && bytes + _entries[index].Size <= lanes.Topic.MaxBytes)
        {
            var isAlone = _entries[index].IsAlone;
            if (isAlone && call.Count > 0) break;
            bytes += FillMessage(lanes, lanes.Topic.MaxBytes - bytes);
            call.EndMessage();
            if (isAlone) break;
        }

        return call;
    }

    /// <summary>Puts the earliest entry into a message, and as many as may share one with it.</summary>
    /// <returns>The bytes that SNS counts for it, or a few more.</returns>
    private int FillMessage(TopicLanes lanes, int room)
    {
        var topic = lanes.Topic;
        var last = lanes.Dequeue(out var lane);
        var first = last;
        Take(first);
        var (bytes, count) = (_entries[first].Size, 1);
        var most = MostBeside(first, topic);
        room = Math.Min(room, topic.MaxPackedBytes);
        while (count < most)
        {
            // The key's next change, or else the earliest of the keys that wait.
            var next = NextPending(last);
            var isOfKey = next != EntrySlot.None && _entries[next].Topic == topic && PackedMessage.CanShare(_entries, first, next);
            if (!isOfKey && (topic.IsFifo || !lane.TryPeek(out next, out _) || _entries[next].IsAlone != _entries[first].IsAlone)) break;
            most = Math.Min(most, MostBeside(next, topic));
            var more = PackedMessage.SizeOf(_entries[next]) + (count == 1 ? PackedMessage.Overhead : 1);
            if (count >= most || bytes + more > room) break;
            if (isOfKey) _entries[next].IsOut = true;
            else lane.Dequeue();
            Take(next);
            bytes += more;
            count++;
            last = next;
        }

        return bytes;
    }

    private int MostBeside(int index, Topic topic) => _entries[index] switch
    {
        { IsParking: true } => 1,
        { MostInMessage: > 0 and var most } => most,
        _ => topic.MaxChanges,
    };

    private void Take(int index)
    {
        _entries.Sent.Add(index);
        _entries[index].Tries++;
    }
}
