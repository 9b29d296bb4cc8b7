namespace Cdc.Worker;

/// <summary>Holds records of one shard, in order.</summary>
public sealed record DynamoDbStreamRecords
{
    /// <summary>Gets the records.</summary>
    /// <value>May be empty in an open shard as well as in a closed one.</value>
    public required IReadOnlyList<DynamoDbStreamRecord> Records { get; init; }

    /// <summary>Gets the place behind them.</summary>
    /// <value>Default: null, where the shard is closed and read to its end.</value>
    public string? NextShardIterator { get; init; }
}
