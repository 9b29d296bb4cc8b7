namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>One shard's records in order; its stream guards it.</summary>
internal sealed class StreamShard(string id, UInt128 startingSequenceNumber)
{
    private readonly List<ChangeRecord> _records = [];

    public string Id { get; } = id;

    public string? ParentId { get; init; }

    public UInt128 StartingSequenceNumber { get; } = startingSequenceNumber;

    /// <summary>The last number that the shard will ever hold; null while it is open.</summary>
    public UInt128? EndingSequenceNumber { get; init; }

    /// <summary>The last record that is too old to be read, or zero.</summary>
    public UInt128 TrimmedUpTo { get; private set; }

    public void Append(ChangeRecord record) => _records.Add(record);

    /// <summary>Forgets the records that were written before a point in time.</summary>
    public void Trim(DateTimeOffset horizon)
    {
        var expired = 0;
        while (expired < _records.Count && _records[expired].CreatedAt < horizon) expired++;
        if (expired == 0) return;
        TrimmedUpTo = _records[expired - 1].SequenceNumber;
        _records.RemoveRange(0, expired);
    }

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
        var (low, high) = (0, _records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_records[middle].SequenceNumber > sequenceNumber) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
