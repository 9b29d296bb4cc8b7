namespace Cdc.Snapshot;

/// <summary>Says how far one segment of a snapshot has come, and who reads it.</summary>
public sealed record SnapshotSegment
{
    /// <summary>Gets the segment's number.</summary>
    /// <value>From 0.</value>
    public required int Index { get; init; }

    /// <summary>Gets who reads it.</summary>
    /// <value>Null while nobody does.</value>
    public string? Owner { get; init; }

    /// <summary>Gets how often it was written.</summary>
    /// <value>0 if it never was. If the counter stands still, the owner is gone.</value>
    public long Counter { get; init; }

    /// <summary>Gets the position after which to go on: everything up to it was sent.</summary>
    /// <value>Null at the start. Only the reader understands its content.</value>
    public string? Position { get; init; }

    /// <summary>Gets whether it is read to its end.</summary>
    public bool IsDone { get; init; }

    /// <summary>Gets how many items were read.</summary>
    /// <value>Those too that a filter left out.</value>
    public long Read { get; init; }

    /// <summary>Gets how many items were sent.</summary>
    public long Sent { get; init; }

    /// <summary>Gets the read capacity that was used.</summary>
    /// <value>In read units, as DynamoDB counts them.</value>
    public double ReadUnits { get; init; }
}
