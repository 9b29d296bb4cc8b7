namespace Cdc.Snapshot;

/// <summary>Holds what a progress store knows of one snapshot.</summary>
/// <param name="Definition">What it was begun with.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Segments">All segments, in the order of their numbers.</param>
public sealed record SnapshotState(SnapshotDefinition Definition, SnapshotStatus Status, IReadOnlyList<SnapshotSegment> Segments);
