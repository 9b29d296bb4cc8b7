namespace Cdc.Worker;

/// <summary>Describes one shard of a stream.</summary>
public sealed record DynamoDbStreamShard
{
    /// <summary>Gets the shard's id.</summary>
    /// <value>28 to 65 characters.</value>
    public required string ShardId { get; init; }

    /// <summary>Gets the shard that it continues, which is to be read to its end first.</summary>
    /// <value>Default: null, where there is none.</value>
    public string? ParentShardId { get; init; }

    /// <summary>Gets the least sequence number that its records may have.</summary>
    public required string StartingSequenceNumber { get; init; }

    /// <summary>Gets the greatest sequence number that its records may have.</summary>
    /// <value>Default: null, while the shard is open.</value>
    public string? EndingSequenceNumber { get; init; }
}
