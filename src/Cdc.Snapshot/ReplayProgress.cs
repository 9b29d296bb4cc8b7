namespace Cdc.Snapshot;

/// <summary>Tells how far a replay has come.</summary>
public sealed record ReplayProgress
{
    /// <summary>Gets how many shards are known.</summary>
    public required int Shards { get; init; }

    /// <summary>Gets how many shards are done.</summary>
    public required int ShardsDone { get; init; }

    /// <summary>Gets how many records were read.</summary>
    /// <value>Those too that are older than <see cref="CdcReplayOptions.Since"/>.</value>
    public required long Read { get; init; }

    /// <summary>Gets how many changes were sent.</summary>
    /// <value>As snapshots, how many items.</value>
    public required long Sent { get; init; }
}
