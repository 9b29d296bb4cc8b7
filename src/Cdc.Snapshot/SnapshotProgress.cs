namespace Cdc.Snapshot;

/// <summary>Tells how far a snapshot has come, in all processes that share it.</summary>
public sealed record SnapshotProgress
{
    /// <summary>Gets the snapshot's id.</summary>
    public required string SnapshotId { get; init; }

    /// <summary>Gets how it stands.</summary>
    public required SnapshotStatus Status { get; init; }

    /// <summary>Gets how many segments there are.</summary>
    public required int Segments { get; init; }

    /// <summary>Gets how many segments are done.</summary>
    public required int SegmentsDone { get; init; }

    /// <summary>Gets how many items were read.</summary>
    /// <value>Those too that a filter left out. A page that was repeated after a crash counts once.</value>
    public required long Read { get; init; }

    /// <summary>Gets how many items were sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Gets the read capacity that was used.</summary>
    /// <value>In read units, as DynamoDB counts them.</value>
    public required double ReadUnits { get; init; }

    /// <summary>Gets how many items there probably are to read.</summary>
    /// <value>
    /// The table's item count, which DynamoDB updates about every six hours (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html"/>);
    /// null where a partition or a file of keys is read.
    /// </value>
    public long? EstimatedItems { get; init; }

    /// <summary>Gets how long the rest takes, at the rate since this run began.</summary>
    /// <value>Null while it is not known.</value>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>Gets whether it had ended before this run began, so that the run did nothing.</summary>
    public bool HadEnded { get; init; }
}
