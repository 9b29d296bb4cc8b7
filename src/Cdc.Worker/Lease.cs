namespace Cdc.Worker;

/// <summary>Says who reads a shard, and how far it is published: one item of the lease table.</summary>
public sealed record Lease
{
    /// <summary>Gets the shard's id.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the worker that reads the shard.</summary>
    /// <value>Default: null, for nobody.</value>
    public string? Owner { get; init; }

    /// <summary>Gets how often the lease was written.</summary>
    /// <value>
    /// Default: 0. Every write adds one, except a request for hand-over. If the counter does not move for the lease's duration, the owner is gone.
    /// </value>
    public long Counter { get; init; }

    /// <summary>Gets the place behind which the shard is to be read.</summary>
    /// <value>Default: <see cref="LeaseCheckpoint.TrimHorizon"/>. A sequence number as the stream wrote it, or one of <see cref="LeaseCheckpoint"/>.</value>
    public string Checkpoint { get; init; } = LeaseCheckpoint.TrimHorizon;

    /// <summary>Gets how often the owner changed since the checkpoint last moved.</summary>
    /// <value>Default: 0.</value>
    public long OwnerSwitches { get; init; }

    /// <summary>Gets the shards that must be published to their end before this one is read.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> ParentShardIds { get; init; } = [];

    /// <summary>Gets the shards that continue this one.</summary>
    /// <value>Default: none, while the shard is open.</value>
    public IReadOnlyList<string> ChildShardIds { get; init; } = [];

    /// <summary>Gets the stream that the shard is of.</summary>
    /// <value>Default: null, for the table's newest stream, as in a lease of the Kinesis Client Library.</value>
    public string? StreamArn { get; init; }

    /// <summary>Gets the worker that the owner is asked to hand the lease over to.</summary>
    /// <value>Default: null.</value>
    public string? HandOverTo { get; init; }

    /// <summary>Gets when the lease was made.</summary>
    /// <value>Default: null. It says where <see cref="LeaseCheckpoint.Latest"/> begins if a worker is lost before its first checkpoint.</value>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets whether the shard is closed and published to its end.</summary>
    public bool IsFinished => Checkpoint == LeaseCheckpoint.ShardEnd;
}
