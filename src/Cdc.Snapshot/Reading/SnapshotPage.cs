namespace Cdc.Snapshot.Reading;

/// <summary>What one read gave.</summary>
/// <param name="Keys">The keys that are to be sent, each as an envelope's <c>data</c>.</param>
/// <param name="Read">How many items were looked at.</param>
/// <param name="ReadUnits">What DynamoDB counted for it.</param>
/// <param name="Next">Behind what to go on; null where this was the end.</param>
internal sealed record SnapshotPage(IReadOnlyList<ReadOnlyMemory<byte>> Keys, int Read, double ReadUnits, string? Next);

/// <summary>Reads one segment, page after page.</summary>
internal interface ISegmentReader : IDisposable
{
    /// <param name="position">Behind what to go on: that of the page before, or where another reader of the segment ended; null for the start.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<SnapshotPage> ReadAsync(string? position, CancellationToken cancellationToken);
}
