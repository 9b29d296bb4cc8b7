namespace Cdc.Testing.EventSource.Streams;

/// <summary>Spreads a shard's records over concurrent batches; the records of one item always go to the same lane, in order.</summary>
internal sealed class ShardLanes
{
    private readonly Lane[] _lanes;
    private readonly int _capacity;

    public ShardLanes(int lanes, int batchSize, TimeSpan window)
    {
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new Lane(batchSize, window))];
        _capacity = lanes * batchSize;
    }

    /// <summary>Whether no record waits and the function has no batch.</summary>
    public bool IsEmpty => _lanes.All(lane => lane is { IsBusy: false, Count: 0 });

    /// <summary>How many records may be read now: none while every lane is busy, or while as many records wait as all lanes can take.</summary>
    /// <remarks>It is never none where no lane is busy and none is due, so reading always goes on.</remarks>
    public int Room
    {
        get
        {
            if (_lanes.All(lane => lane.IsBusy) || _lanes.Sum(lane => lane.Bytes) >= (long)_lanes.Length * EventPayload.MaxBytes) return 0;
            return Math.Max(0, _capacity - _lanes.Sum(lane => lane.Count));
        }
    }

    public void Add(StreamEventRecord record) => _lanes[record.Item % (ulong)_lanes.Length].Add(record);

    /// <summary>How long until a batch is due; null where this depends on the next read, or on the function.</summary>
    public TimeSpan? NextDueIn(TimeSpan now) => _lanes.Min(lane => lane.DueIn(now));

    /// <summary>Takes a batch of a lane that is due. If no more records come, every lane that has a batch is due.</summary>
    public (Lane Lane, IReadOnlyList<StreamEventRecord> Records)? TakeDue(TimeSpan now, bool isEnd)
    {
        var due = Array.Find(_lanes, lane => lane.DueIn(now) is { } wait && (isEnd || wait == TimeSpan.Zero));
        return due is null ? null : (due, due.Take());
    }
}
