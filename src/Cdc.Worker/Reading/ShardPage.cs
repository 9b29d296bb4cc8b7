namespace Cdc.Worker.Reading;

/// <summary>What one read of a shard brought.</summary>
/// <param name="Records">The records to publish.</param>
/// <param name="Last">The last record that was read, whether it is to be published or not; null where none was.</param>
/// <param name="IsEnd">Whether nothing comes any more: the shard is closed and read to its end.</param>
internal sealed record ShardPage(IReadOnlyList<DynamoDbStreamRecord> Records, string? Last, bool IsEnd);
