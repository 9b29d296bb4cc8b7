using Cdc.Snapshot.Logging;
using Cdc.Snapshot.Segments;
using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Running;

/// <summary>Tells of the progress, not more often than somebody can read it.</summary>
internal sealed class ProgressReports(ProgressBoard board, IProgress<SnapshotProgress>? listener, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _reportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _logEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long _logged = time.GetTimestamp();
    private long? _reported;

    public void Advanced()
    {
        lock (_gate)
        {
            if (_reported is { } reported && time.GetElapsedTime(reported) < _reportEvery) return;
            _reported = time.GetTimestamp();
            var now = board.Report();
            listener?.Report(now);
            if (time.GetElapsedTime(_logged) < _logEvery) return;
            _logged = time.GetTimestamp();
            SnapshotLog.Progress(
                logger, now.SnapshotId, now.Read, now.EstimatedItems, now.Sent, now.SegmentsDone, now.Segments, now.ReadUnits, now.TimeLeft?.TotalSeconds);
        }
    }

    public SnapshotProgress Ended()
    {
        var last = board.Report();
        listener?.Report(last);
        SnapshotLog.Ended(logger, last.SnapshotId, last.Status, last.Read, last.Sent, last.SegmentsDone, last.Segments, last.ReadUnits);
        return last;
    }
}
