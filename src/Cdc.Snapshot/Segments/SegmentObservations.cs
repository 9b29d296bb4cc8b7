namespace Cdc.Snapshot.Segments;

/// <summary>Remembers when each segment's counter was last seen to move, by this process's own clock; no clock of another machine takes part.</summary>
/// <param name="duration">How long a counter must stand still for its owner to be gone.</param>
internal sealed class SegmentObservations(TimeSpan duration)
{
    private readonly Dictionary<int, (long Counter, TimeSpan Since)> _seen = [];
    private TimeSpan _now;

    /// <param name="segments">All segments.</param>
    /// <param name="began">When they began to be read: a slow read makes a lease look younger, never older.</param>
    /// <param name="ended">When they were read.</param>
    public void Observe(IEnumerable<SnapshotSegment> segments, TimeSpan began, TimeSpan ended)
    {
        _now = began;
        foreach (var segment in segments)
        {
            if (!_seen.TryGetValue(segment.Index, out var before) || before.Counter != segment.Counter) _seen[segment.Index] = (segment.Counter, ended);
        }
    }

    /// <summary>Whether somebody may take it.</summary>
    public bool IsFree(SnapshotSegment segment) => !segment.IsDone
        && (segment.Owner is null || (_seen.TryGetValue(segment.Index, out var seen) && seen.Counter == segment.Counter && _now - seen.Since >= duration));
}
