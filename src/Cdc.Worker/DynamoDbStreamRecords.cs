namespace Cdc.Worker;

/// <summary>Holds records of one shard, in order.</summary>
/// <param name="Records">The records; may be empty in an open shard as well as in a closed one.</param>
/// <param name="NextShardIterator">The place behind them; null where the shard is closed and read to its end.</param>
public sealed record DynamoDbStreamRecords(IReadOnlyList<DynamoDbStreamRecord> Records, string? NextShardIterator);
