namespace Cdc.Worker.Reading;

/// <summary>Where reading a shard begins.</summary>
/// <param name="Type">What the place is relative to.</param>
/// <param name="After">The record that is published already.</param>
/// <param name="NotBefore">Changes before this time are passed over.</param>
internal readonly record struct ShardStart(DynamoDbShardIteratorType Type, string? After = null, DateTimeOffset? NotBefore = null)
{
    /// <summary>Finds the place for a lease that was just taken.</summary>
    /// <remarks>
    /// Behind a record there is always a place. The newest record is one only for the first worker that takes the lease: if that is lost before its first checkpoint, what came since is found
    /// from the oldest record on, by its time.
    /// </remarks>
    public static ShardStart Of(Lease lease) => lease.Checkpoint switch
    {
        LeaseCheckpoint.Latest when lease.Counter > 1 && lease.CreatedAt is not null => Since(lease),
        LeaseCheckpoint.Latest => new(DynamoDbShardIteratorType.Latest),
        LeaseCheckpoint.TrimHorizon or LeaseCheckpoint.AtTimestamp => new(DynamoDbShardIteratorType.TrimHorizon),
        var sequenceNumber => new(DynamoDbShardIteratorType.AfterSequenceNumber, sequenceNumber),
    };

    /// <summary>The place for a lease whose newest record may be another by now.</summary>
    public static ShardStart Since(Lease lease)
    {
        // A record's time is in whole seconds.
        DateTimeOffset? since = lease.Checkpoint == LeaseCheckpoint.Latest && lease.CreatedAt is { } made ? DateTimeOffset.FromUnixTimeSeconds(made.ToUnixTimeSeconds()) : null;
        return new(DynamoDbShardIteratorType.TrimHorizon, NotBefore: since);
    }
}
