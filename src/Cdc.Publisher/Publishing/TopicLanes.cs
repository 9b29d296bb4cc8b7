using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>The entries of one topic that may go out, earliest first: all in one lane, or a lane for each set of attributes where changes share messages.</summary>
internal sealed class TopicLanes
{
    private readonly EntryBatch _entries;
    private readonly PriorityQueue<int, int> _only;
    private readonly Dictionary<int, List<(int Like, PriorityQueue<int, int> Lane)>> _byAttributes = [];
    private readonly PriorityQueue<PriorityQueue<int, int>, int> _lanes = new();

    public TopicLanes(Topic topic, EntryBatch entries, int capacity)
    {
        Topic = topic;
        _entries = entries;
        _only = new PriorityQueue<int, int>(IsPacked ? 0 : capacity);
    }

    public Topic Topic { get; }

    // A FIFO topic's messages have one key, so that there is nothing to look for in other lanes.
    private bool IsPacked => Topic is { MaxChanges: > 1, IsFifo: false };

    public void Add(int index, int place)
    {
        if (!IsPacked)
        {
            _only.Enqueue(index, place);
            return;
        }

        var lane = LaneOf(index);
        if (!lane.TryPeek(out _, out var earliest) || place < earliest) _lanes.Enqueue(lane, place);
        lane.Enqueue(index, place);
    }

    /// <summary>The earliest entry, and its place.</summary>
    public bool TryPeek(out int index, out int place)
    {
        if (!IsPacked) return _only.TryPeek(out index, out place);
        while (_lanes.TryPeek(out var lane, out var known))
        {
            if (lane.TryPeek(out index, out place) && place == known) return true;
            // The lane's earliest went out meanwhile: it goes where its next one belongs.
            _lanes.Dequeue();
            if (lane.Count > 0) _lanes.Enqueue(lane, place);
        }

        (index, place) = (EntrySlot.None, 0);
        return false;
    }

    /// <summary>Takes the earliest entry out.</summary>
    /// <param name="lane">The lane of those with the same attributes.</param>
    public int Dequeue(out PriorityQueue<int, int> lane)
    {
        TryPeek(out _, out _);
        lane = IsPacked ? _lanes.Peek() : _only;
        return lane.Dequeue();
    }

    private PriorityQueue<int, int> LaneOf(int index)
    {
        var hash = PackedMessage.HashOf(_entries, index);
        if (!_byAttributes.TryGetValue(hash, out var lanes)) _byAttributes[hash] = lanes = [];
        foreach (var (like, lane) in lanes)
        {
            if (PackedMessage.CanShare(_entries, like, index)) return lane;
        }

        var added = new PriorityQueue<int, int>();
        lanes.Add((index, added));
        return added;
    }
}
