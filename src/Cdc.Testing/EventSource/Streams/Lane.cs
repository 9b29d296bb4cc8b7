namespace Cdc.Testing.EventSource.Streams;

/// <summary>The records of a shard that wait for one of its concurrent batches.</summary>
internal sealed class Lane(int batchSize, TimeSpan window)
{
    private readonly Queue<StreamEventRecord> _waiting = [];

    /// <summary>Gets or sets whether the function has a batch of this lane.</summary>
    public bool IsBusy { get; set; }

    public int Count => _waiting.Count;

    public long Bytes { get; private set; }

    /// <summary>Whether another record would have to wait for the next batch.</summary>
    private bool IsFull => Count >= batchSize || EventPayload.SizeOf(Count, Bytes) >= EventPayload.MaxBytes;

    public void Add(StreamEventRecord record)
    {
        _waiting.Enqueue(record);
        Bytes += record.Json.Length;
    }

    /// <summary>How long until a batch is due; null where there is nothing to send, or the function is busy.</summary>
    public TimeSpan? DueIn(TimeSpan now)
    {
        if (IsBusy || Count == 0) return null;
        var left = _waiting.Peek().ReadAt + window - now;
        return IsFull || left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>Takes a batch. The lane is busy from now on.</summary>
    public IReadOnlyList<StreamEventRecord> Take()
    {
        var records = new List<StreamEventRecord>();
        var count = EventPayload.CountThatFits([.. _waiting.Take(batchSize)], batchSize);
        while (records.Count < count)
        {
            var record = _waiting.Dequeue();
            Bytes -= record.Json.Length;
            records.Add(record);
        }

        IsBusy = true;
        return records;
    }
}
