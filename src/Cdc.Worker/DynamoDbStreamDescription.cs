namespace Cdc.Worker;

/// <summary>Describes a stream and one page of its shards.</summary>
public sealed record DynamoDbStreamDescription
{
    /// <summary>Gets the stream's ARN.</summary>
    public required string StreamArn { get; init; }

    /// <summary>Gets the table whose changes it holds.</summary>
    public required string TableName { get; init; }

    /// <summary>Gets the stream's state.</summary>
    /// <value><c>ENABLING</c>, <c>ENABLED</c>, <c>DISABLING</c> or <c>DISABLED</c>.</value>
    public required string StreamStatus { get; init; }

    /// <summary>Gets which parts of an item its records hold.</summary>
    /// <value><c>KEYS_ONLY</c>, <c>NEW_IMAGE</c>, <c>OLD_IMAGE</c> or <c>NEW_AND_OLD_IMAGES</c>.</value>
    public required string StreamViewType { get; init; }

    /// <summary>Gets the page's shards.</summary>
    public required IReadOnlyList<DynamoDbStreamShard> Shards { get; init; }

    /// <summary>Gets where the next page of shards starts.</summary>
    /// <value>Default: null, where there is none.</value>
    public string? LastEvaluatedShardId { get; init; }
}
