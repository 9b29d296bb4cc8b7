using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <summary>Gathers changes that may share a run, and says when there are enough: as many as it takes, or the first has waited long enough. In the dispatcher's gate.</summary>
internal sealed class BatchGathering(BatchGroup group, Action onDue, TimeProvider time) : IDisposable
{
    private ITimer? _timer;
    private bool _isWaiting;
    private volatile bool _isDue;

    public BatchGroup Group { get; } = group;

    /// <summary>Those that are ready.</summary>
    public FairTurns Ready { get; } = new();

    /// <summary>Whether a batch is to begin; begins to wait where one is not yet.</summary>
    public bool IsDue()
    {
        if (Ready.Count == 0) return false;
        if (_isDue || Ready.Count >= Group.MaxSize || Group.MaxWait == TimeSpan.Zero) return true;
        if (_isWaiting) return false;
        _isWaiting = true;
        _timer ??= time.CreateTimer(static gathering => ((BatchGathering)gathering!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Group.MaxWait, Timeout.InfiniteTimeSpan);
        return false;
    }

    /// <summary>Says that nothing is ready any more: the next one waits anew.</summary>
    public void Emptied()
    {
        (_isWaiting, _isDue) = (false, false);
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer?.Dispose();

    private void OnTimer()
    {
        _isDue = true;
        onDue();
    }
}
