namespace Cdc.Worker;

/// <summary>Describes a stream and one page of its shards.</summary>
/// <param name="StreamArn">The stream's ARN.</param>
/// <param name="TableName">The table whose changes it holds.</param>
/// <param name="StreamStatus"><c>ENABLING</c>, <c>ENABLED</c>, <c>DISABLING</c> or <c>DISABLED</c>.</param>
/// <param name="StreamViewType"><c>KEYS_ONLY</c>, <c>NEW_IMAGE</c>, <c>OLD_IMAGE</c> or <c>NEW_AND_OLD_IMAGES</c>.</param>
/// <param name="Shards">The shards.</param>
/// <param name="LastEvaluatedShardId">Where the next page of shards starts; null where there is none.</param>
public sealed record DynamoDbStreamDescription(
    string StreamArn,
    string TableName,
    string StreamStatus,
    string StreamViewType,
    IReadOnlyList<DynamoDbStreamShard> Shards,
    string? LastEvaluatedShardId);
