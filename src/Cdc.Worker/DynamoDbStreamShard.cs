namespace Cdc.Worker;

/// <summary>Describes one shard of a stream.</summary>
/// <param name="ShardId">The shard's id, 28 to 65 characters.</param>
/// <param name="ParentShardId">The shard that it continues, to be read to its end first; null where there is none.</param>
/// <param name="StartingSequenceNumber">The least sequence number that its records may have.</param>
/// <param name="EndingSequenceNumber">The greatest one; null while the shard is open.</param>
public sealed record DynamoDbStreamShard(
    string ShardId, string? ParentShardId, string StartingSequenceNumber, string? EndingSequenceNumber);
