namespace Cdc.Snapshot.Segments;

/// <summary>The newest that is known of every segment, and what that comes to. Safe for several threads.</summary>
internal sealed class ProgressBoard(SnapshotState state, long? estimated, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SnapshotSegment[] _segments = [.. state.Segments];
    private readonly long _readBefore = state.Segments.Sum(segment => segment.Read);
    private readonly long _began = time.GetTimestamp();
    private SnapshotStatus _status = state.Status;

    /// <summary>Takes in what the store knows; of a segment that this process has written meanwhile, that stays.</summary>
    public void Update(SnapshotState read)
    {
        lock (_gate)
        {
            _status = read.Status;
            foreach (var segment in read.Segments) Put(segment);
        }
    }

    public void Update(SnapshotSegment segment)
    {
        lock (_gate) Put(segment);
    }

    public IReadOnlyList<SnapshotSegment> Segments
    {
        get
        {
            lock (_gate) return [.. _segments];
        }
    }

    public SnapshotProgress Report(bool hadEnded = false)
    {
        lock (_gate)
        {
            var read = _segments.Sum(segment => segment.Read);
            return new SnapshotProgress
            {
                SnapshotId = state.Definition.SnapshotId,
                Status = _status,
                Segments = _segments.Length,
                SegmentsDone = _segments.Count(segment => segment.IsDone),
                Read = read,
                Sent = _segments.Sum(segment => segment.Sent),
                ReadUnits = _segments.Sum(segment => segment.ReadUnits),
                EstimatedItems = estimated,
                TimeLeft = _status == SnapshotStatus.Running ? TimeLeft(read) : null,
                HadEnded = hadEnded,
            };
        }
    }

    private TimeSpan? TimeLeft(long read)
    {
        var took = time.GetElapsedTime(_began);
        if (estimated is not { } all || read <= _readBefore || took <= TimeSpan.Zero) return null;
        return took * Math.Max(0, (double)(all - read) / (read - _readBefore));
    }

    private void Put(SnapshotSegment segment)
    {
        if (segment.Counter >= _segments[segment.Index].Counter) _segments[segment.Index] = segment;
    }
}
