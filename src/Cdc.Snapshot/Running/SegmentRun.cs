using Cdc.Snapshot.Composing;
using Cdc.Snapshot.Logging;
using Cdc.Snapshot.Reading;
using Cdc.Snapshot.Segments;

namespace Cdc.Snapshot.Running;

/// <summary>Reads one segment to its end: a page, its messages, its progress, and so on.</summary>
internal sealed class SegmentRun(SnapshotParts parts, HeldSegment held, Action advanced)
{
    // DynamoDB counts at least half a unit for a page.
    private const double LeastUnits = 0.5;

    private volatile bool _isStopping;
    private double _expected = LeastUnits;

    public HeldSegment Held => held;

    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <param name="cancellationToken">Ends it at once: the page under way is read again by whoever goes on.</param>
    public void Start(CancellationToken cancellationToken) => Ended = RunAsync(cancellationToken);

    /// <summary>Ends it behind the page that is under way.</summary>
    public void Stop() => _isStopping = true;

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        SnapshotLog.Taken(parts.Logger, held.Current.Index, held.Current.Sent);
        using var reader = parts.Source.Reader(held.Current.Index);
        while (!_isStopping && !held.IsLost && !held.Current.IsDone)
        {
            var page = await ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            var messages = parts.Composer.Compose(page.Keys, parts.Time.GetUtcNow());
            await parts.Sender.SendAsync(CallPlan.Plan(messages, parts.Options.MaxMessageBytes), cancellationToken).ConfigureAwait(false);
            if (!await held.AdvanceAsync(segment => After(segment, page), cancellationToken).ConfigureAwait(false)) return;
            parts.Board.Update(held.Current);
            if (held.Current.IsDone)
            {
                parts.Telemetry.SegmentDone();
                SnapshotLog.SegmentDone(parts.Logger, held.Current.Index, held.Current.Sent);
            }

            advanced();
        }
    }

    private static SnapshotSegment After(SnapshotSegment segment, SnapshotPage page) => segment with
    {
        Position = page.Next,
        IsDone = page.Next is null,
        Owner = page.Next is null ? null : segment.Owner,
        Read = segment.Read + page.Read,
        Sent = segment.Sent + page.Keys.Count,
        ReadUnits = segment.ReadUnits + page.ReadUnits,
    };

    private async Task<SnapshotPage> ReadAsync(ISegmentReader reader, CancellationToken cancellationToken)
    {
        await parts.ReadPace.TakeAsync(_expected, cancellationToken).ConfigureAwait(false);
        var page = await parts.PatientCalls.RunAsync(
            "Reading the table", () => reader.ReadAsync(held.Current.Position, cancellationToken), SnapshotSource.Advice, cancellationToken).ConfigureAwait(false);
        parts.ReadPace.Correct(page.ReadUnits - _expected);
        parts.Telemetry.Read(page.Read, page.ReadUnits);
        _expected = Math.Max(LeastUnits, page.ReadUnits);
        return page;
    }
}
