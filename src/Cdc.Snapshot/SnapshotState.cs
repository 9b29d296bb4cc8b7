namespace Cdc.Snapshot;

/// <summary>Holds what a progress store knows of one snapshot.</summary>
public sealed record SnapshotState
{
    /// <summary>Gets what it was begun with.</summary>
    public required SnapshotDefinition Definition { get; init; }

    /// <summary>Gets how it stands.</summary>
    public required SnapshotStatus Status { get; init; }

    /// <summary>Gets all segments, in the order of their numbers.</summary>
    public required IReadOnlyList<SnapshotSegment> Segments { get; init; }
}
