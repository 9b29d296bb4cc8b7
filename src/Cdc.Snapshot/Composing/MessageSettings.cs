namespace Cdc.Snapshot.Composing;

/// <summary>What all messages of a snapshot have in common.</summary>
internal sealed record MessageSettings
{
    public required string SnapshotId { get; init; }

    public required string TableArn { get; init; }

    public required string Type { get; init; }

    public required IReadOnlyDictionary<string, string> StaticAttributes { get; init; }

    /// <summary>Whether each key has a group of its own, and so each message one item.</summary>
    public required bool IsFifo { get; init; }

    public required int MaxChanges { get; init; }

    public required int MaxPackedBytes { get; init; }

    public required int MaxBytes { get; init; }
}
