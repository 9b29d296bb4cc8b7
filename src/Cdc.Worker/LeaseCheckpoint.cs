namespace Cdc.Worker;

/// <summary>Names the checkpoints that are no sequence number, in the words of the Kinesis Client Library.</summary>
public static class LeaseCheckpoint
{
    /// <summary>The oldest record that the stream still has.</summary>
    public const string TrimHorizon = "TRIM_HORIZON";

    /// <summary>The records that came after the lease was made.</summary>
    public const string Latest = "LATEST";

    /// <summary>A point in time, which the lease does not name: read as <see cref="TrimHorizon"/>, so that nothing is lost.</summary>
    public const string AtTimestamp = "AT_TIMESTAMP";

    /// <summary>The end of a closed shard: all of it is published.</summary>
    public const string ShardEnd = "SHARD_END";

    /// <summary>Whether the shard was published up to some record.</summary>
    internal static bool IsBegun(string checkpoint) => checkpoint is not (TrimHorizon or Latest or AtTimestamp);
}
