using System.Globalization;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>A table's stream: its shards, and the sequence numbers that all of them share.</summary>
internal sealed class TableStream
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan _retention = TimeSpan.FromHours(24);
    private static readonly TimeSpan _iteratorLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Ten steps before the numbers get a digit more: as with AWS, comparing them as text goes wrong.</summary>
    private static readonly UInt128 _firstSequenceNumber = UInt128.Parse("999999999999999999930", CultureInfo.InvariantCulture);
    private const int SequenceStep = 7;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly StreamShard[] _shards;
    private UInt128 _lastSequenceNumber = _firstSequenceNumber;

    public TableStream(StreamDefinition definition, int shards, TimeProvider time)
    {
        Definition = definition;
        _time = time;
        var stamp = definition.CreatedAt.ToUnixTimeMilliseconds().ToString("D20", CultureInfo.InvariantCulture);
        _shards = [.. Enumerable.Range(0, shards).Select(number =>
            new StreamShard($"shardId-{stamp}-{number.ToString("x8", CultureInfo.InvariantCulture)}", _firstSequenceNumber))];
    }

    public StreamDefinition Definition { get; }

    public IReadOnlyList<StreamShard> Shards => _shards;

    /// <summary>Writes down a change in the shard of the item's partition key.</summary>
    public void Append(ItemPosition position, MapValue? old, MapValue? @new, bool isExpiry)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            _lastSequenceNumber += SequenceStep;
            var shard = _shards[ItemPosition.PartOf(position.Hash, _shards.Length)];
            shard.Trim(now - _retention);
            shard.Append(new ChangeRecord(
                (old, @new) switch { (null, _) => "INSERT", (_, null) => "REMOVE", _ => "MODIFY" },
                Definition.Key.KeyOf((@new ?? old)!),
                Definition.ViewType is "OLD_IMAGE" or "NEW_AND_OLD_IMAGES" ? old : null,
                Definition.ViewType is "NEW_IMAGE" or "NEW_AND_OLD_IMAGES" ? @new : null)
            {
                EventId = Guid.NewGuid().ToString("N"),
                SequenceNumber = _lastSequenceNumber,
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
            var isDrained = shard.EndingSequenceNumber is { } last && shard.ReadAfter(after, 1, MaxBytes).Count == 0 && after >= last;
            return (records, isDrained ? null : iterator with { After = after, CreatedAt = now });
        }
    }

    private static ShardIterator Readable(StreamShard shard, ShardIterator iterator) =>
        iterator.After >= shard.TrimmedUpTo
            ? iterator
            : throw new AwsServiceException(
                "TrimmedDataAccessException",
                $"The operation attempted to read past the oldest stream record in a shard. The oldest record follows {shard.TrimmedUpTo}.");

    private StreamShard Shard(string shardId, DateTimeOffset now)
    {
        var shard = _shards.FirstOrDefault(candidate => candidate.Id == shardId)
            ?? throw new AwsServiceException(
                "ResourceNotFoundException", $"Requested resource not found: Shard: {shardId} in stream: {Definition.Arn} not found");
        shard.Trim(now - _retention);
        return shard;
    }
}
