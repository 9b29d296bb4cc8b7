using System.Globalization;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>A table's stream: its shards, and the sequence numbers that all of them share.</summary>
internal sealed class TableStream
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Beyond it faults split no more shards: a stream of ever more shards tests nothing.</summary>
    private const int MaxShardsBySplitting = 256;

    private static readonly TimeSpan _retention = TimeSpan.FromHours(24);
    private static readonly TimeSpan _iteratorLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Ten steps before the numbers get a digit more: as with AWS, comparing them as text goes wrong.</summary>
    private static readonly UInt128 _firstSequenceNumber = UInt128.Parse("999999999999999999930", CultureInfo.InvariantCulture);
    private const int SequenceStep = 7;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly StreamShards _shards;
    private UInt128 _lastSequenceNumber = _firstSequenceNumber;
    private long _written;

    public TableStream(StreamDefinition definition, int shards, TimeProvider time)
    {
        Definition = definition;
        _time = time;
        _shards = new StreamShards(shards, _firstSequenceNumber, definition.CreatedAt);
    }

    public StreamDefinition Definition { get; }

    /// <summary>Whether the table still writes to it; off, it can be read for as long as its records.</summary>
    public bool IsEnabled { get; private set; } = true;

    /// <summary>When it was switched off, and long enough ago for nothing to be left of it.</summary>
    public bool IsForgotten => !IsEnabled && Shards.Count == 0;

    public IReadOnlyList<StreamShard> Shards
    {
        get
        {
            var now = _time.GetUtcNow();
            lock (_lock)
            {
                _shards.Trim(now - _retention);
                return [.. _shards.All];
            }
        }
    }

    /// <summary>Closes every shard: the table writes no more.</summary>
    public void Disable()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            IsEnabled = false;
            _shards.CloseAll(NextSequenceNumber(), now);
        }
    }

    /// <summary>Splits every open shard.</summary>
    /// <returns>How many those were.</returns>
    public int SplitAll()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            var open = _shards.Open.ToList();
            foreach (var shard in open) _shards.Split(shard, NextSequenceNumber(), now);
            return open.Count;
        }
    }

    /// <summary>Splits a shard that is being read, if a fault says so and it is open.</summary>
    public void SplitByFault(string shardId, AwsFaults faults)
    {
        if (!faults.AreAny) return;
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            if (_shards.Find(shardId) is { IsOpen: true } shard && _shards.Open.Count < MaxShardsBySplitting
                && faults.StrikeInside(AwsService.DynamoDbStreams, "GetRecords", AwsFaultKind.ShardSplit) is not null)
            {
                _shards.Split(shard, NextSequenceNumber(), now);
            }
        }
    }

    /// <summary>How many changes were ever written down.</summary>
    public long Written
    {
        get
        {
            lock (_lock) return _written;
        }
    }

    /// <summary>How many records of a shard follow a sequence number.</summary>
    public int CountAfter(string shardId, UInt128 sequenceNumber)
    {
        lock (_lock) return _shards.Find(shardId)?.CountAfter(sequenceNumber) ?? 0;
    }

    /// <summary>Writes down a change in the shard of the item's partition key.</summary>
    public void Append(ItemPosition position, MapValue? old, MapValue? @new, bool isExpiry)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            var sequenceNumber = NextSequenceNumber();
            var shard = _shards.For(position.Hash);
            shard.Trim(now - _retention);
            _written++;
            shard.Append(new ChangeRecord(
                (old, @new) switch { (null, _) => "INSERT", (_, null) => "REMOVE", _ => "MODIFY" },
                Definition.Key.KeyOf((@new ?? old)!),
                Definition.ViewType is "OLD_IMAGE" or "NEW_AND_OLD_IMAGES" ? old : null,
                Definition.ViewType is "NEW_IMAGE" or "NEW_AND_OLD_IMAGES" ? @new : null)
            {
                EventId = Guid.NewGuid().ToString("N"),
                SequenceNumber = sequenceNumber,
                CreatedAt = now,
                IsExpiry = isExpiry,
            });
        }
    }

    /// <param name="shardId">The shard to read.</param>
    /// <param name="type">Where to start, in AWS's words.</param>
    /// <param name="sequenceNumber">The number for the types that take one.</param>
    /// <exception cref="AwsServiceException">There is no such shard, or what the number names is too old to be read.</exception>
    public ShardIterator IteratorAt(string shardId, string type, UInt128? sequenceNumber)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            var shard = Shard(shardId, now);
            var after = type switch
            {
                "TRIM_HORIZON" => shard.TrimmedUpTo,
                "LATEST" => _lastSequenceNumber,
                "AT_SEQUENCE_NUMBER" => sequenceNumber!.Value - 1,
                _ => sequenceNumber!.Value,
            };
            return Readable(shard, new ShardIterator(Definition.Arn, shardId, after, now));
        }
    }

    /// <exception cref="AwsServiceException">The iterator is too old, or what follows it is.</exception>
    public (IReadOnlyList<ChangeRecord> Records, ShardIterator? Next) Read(ShardIterator iterator, int limit)
    {
        var now = _time.GetUtcNow();
        if (now - iterator.CreatedAt > _iteratorLifetime)
        {
            throw new AwsServiceException(
                "ExpiredIteratorException",
                "Iterator expired. The iterator was created at time " +
                $"{iterator.CreatedAt:yyyy-MM-ddTHH:mm:ss.fffZ} while right now it is {now:yyyy-MM-ddTHH:mm:ss.fffZ}");
        }

        lock (_lock)
        {
            var shard = Shard(iterator.ShardId, now);
            Readable(shard, iterator);
            var records = shard.ReadAfter(iterator.After, limit, MaxBytes);
            var after = records.Count > 0 ? records[^1].SequenceNumber : iterator.After;
            return (records, shard.IsDrained(after) ? null : iterator with { After = after, CreatedAt = now });
        }
    }

    /// <summary>A number for a record or for the end of a shard, which may hold none.</summary>
    private UInt128 NextSequenceNumber() => _lastSequenceNumber += SequenceStep;

    private static ShardIterator Readable(StreamShard shard, ShardIterator iterator) =>
        iterator.After >= shard.TrimmedUpTo
            ? iterator
            : throw new AwsServiceException(
                "TrimmedDataAccessException",
                $"The operation attempted to read past the oldest stream record in a shard. The oldest record follows {shard.TrimmedUpTo}.");

    private StreamShard Shard(string shardId, DateTimeOffset now)
    {
        _shards.Trim(now - _retention);
        return _shards.Find(shardId)
            ?? throw new AwsServiceException(
                "ResourceNotFoundException", $"Requested resource not found: Shard: {shardId} in stream: {Definition.Arn} not found");
    }
}
