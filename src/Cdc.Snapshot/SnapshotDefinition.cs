namespace Cdc.Snapshot;

/// <summary>Says what a snapshot was begun with; each later run must have the same.</summary>
public sealed record SnapshotDefinition
{
    /// <summary>Gets the snapshot's id.</summary>
    /// <value>As in <see cref="CdcSnapshotOptions.SnapshotId"/>.</value>
    public required string SnapshotId { get; init; }

    /// <summary>Gets the ARN of the table that is read.</summary>
    public required string TableArn { get; init; }

    /// <summary>Gets where the changes go.</summary>
    /// <value>The URL of a queue, or the ARN of a topic.</value>
    public required string Target { get; init; }

    /// <summary>Gets which items are read.</summary>
    /// <value><c>table</c>, <c>partition</c> or <c>keys</c>, and where there is a filter or a file of keys a hash of it.</value>
    public required string Source { get; init; }

    /// <summary>Gets into how many segments the table is divided.</summary>
    /// <value>1 to 10,000. With another number of segments, a position within one means nothing.</value>
    public required int Segments { get; init; }
}
