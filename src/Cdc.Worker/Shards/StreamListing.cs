namespace Cdc.Worker.Shards;

/// <summary>A stream of the table, with all its shards.</summary>
internal sealed record StreamListing(string Arn, string Status, IReadOnlyList<DynamoDbStreamShard> Shards)
{
    /// <summary>Whether the table writes to it no more: then its shards end without children.</summary>
    public bool IsClosed => Status is "DISABLED" or "DISABLING";

    public IReadOnlyList<string> ChildrenOf(string shardId) => [.. Shards.Where(shard => shard.ParentShardId == shardId).Select(shard => shard.ShardId)];
}
