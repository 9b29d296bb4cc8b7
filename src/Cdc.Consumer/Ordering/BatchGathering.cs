using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <summary>Says when there is enough for a batch: as many changes as it takes, or the first has waited long enough. In the dispatcher's gate.</summary>
internal sealed class BatchGathering(IChangePipeline pipeline, Action onDue, TimeProvider time) : IDisposable
{
    private ITimer? _timer;
    private bool _isWaiting;
    private volatile bool _isDue;

    /// <summary>Whether a batch is to begin; begins to wait where it is not.</summary>
    /// <param name="ready">How many changes are ready: at least one.</param>
    public bool IsDue(int ready)
    {
        if (_isDue || ready >= pipeline.MaxBatchSize || pipeline.MaxBatchWait == TimeSpan.Zero) return true;
        if (_isWaiting) return false;
        _isWaiting = true;
        _timer ??= time.CreateTimer(static gathering => ((BatchGathering)gathering!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(pipeline.MaxBatchWait, Timeout.InfiniteTimeSpan);
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
