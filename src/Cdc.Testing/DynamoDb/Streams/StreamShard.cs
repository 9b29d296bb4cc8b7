namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>One shard's records in order; its stream guards it.</summary>
/// <param name="id">The shard's id.</param>
/// <param name="hashes">The partition keys' hashes whose changes it takes.</param>
/// <param name="startingSequenceNumber">The least number that its records may have.</param>
internal sealed class StreamShard(string id, HashRange hashes, UInt128 startingSequenceNumber)
{
    private readonly List<ChangeRecord> _records = [];

    /// <summary>The first record that can still be read; those before it go together once they are half of all.</summary>
    private int _first;

    public string Id { get; } = id;

    public string? ParentId { get; init; }

    public HashRange Hashes { get; } = hashes;

    public UInt128 StartingSequenceNumber { get; } = startingSequenceNumber;

    /// <summary>The last number that the shard could have held; null while it is open.</summary>
    public UInt128? EndingSequenceNumber { get; private set; }

    public bool IsOpen => EndingSequenceNumber is null;

    /// <summary>The last record that is too old to be read, or zero.</summary>
    public UInt128 TrimmedUpTo { get; private set; }

    private DateTimeOffset ClosedAt { get; set; }

    public void Append(ChangeRecord record) => _records.Add(record);

    public void Close(UInt128 endingSequenceNumber, DateTimeOffset now) => (EndingSequenceNumber, ClosedAt) = (endingSequenceNumber, now);

    /// <summary>Whether it was closed before a point in time: then none of its records can be read any more.</summary>
    public bool IsForgotten(DateTimeOffset horizon) => !IsOpen && ClosedAt < horizon;

    /// <summary>Forgets the records that were written before a point in time.</summary>
    public void Trim(DateTimeOffset horizon)
    {
        var first = _first;
        while (first < _records.Count && _records[first].CreatedAt < horizon) first++;
        if (first == _first) return;
        TrimmedUpTo = _records[first - 1].SequenceNumber;
        _first = first;
        if (_first < _records.Count - _first) return;
        _records.RemoveRange(0, _first);
        _first = 0;
    }

    /// <summary>How many records follow a sequence number.</summary>
    public int CountAfter(UInt128 sequenceNumber) => _records.Count - IndexAfter(sequenceNumber);

    /// <summary>Whether it is closed and has nothing behind a sequence number.</summary>
    public bool IsDrained(UInt128 sequenceNumber) => !IsOpen && IndexAfter(sequenceNumber) == _records.Count;

    /// <summary>The records that follow a sequence number: at least one where there is any, then as many as fit.</summary>
    public List<ChangeRecord> ReadAfter(UInt128 sequenceNumber, int limit, int maxBytes)
    {
        var records = new List<ChangeRecord>();
        var bytes = 0;
        for (var at = IndexAfter(sequenceNumber); at < _records.Count && records.Count < limit; at++)
        {
            bytes += _records[at].SizeBytes;
            if (bytes > maxBytes && records.Count > 0) break;
            records.Add(_records[at]);
        }

        return records;
    }

    private int IndexAfter(UInt128 sequenceNumber)
    {
        var (low, high) = (_first, _records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_records[middle].SequenceNumber > sequenceNumber) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
