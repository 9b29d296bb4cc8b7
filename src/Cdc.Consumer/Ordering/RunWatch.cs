namespace Cdc.Consumer.Ordering;

/// <summary>Looks with one timer for runs that take too long. All may take as long, so whoever began first is due first.</summary>
/// <param name="limit">How long a run may take.</param>
/// <param name="expire">Is given the latest start, by the clock's timestamp, of runs that take too long, each time there may be some; says when the next one began.</param>
/// <param name="time">The clock.</param>
internal sealed class RunWatch(TimeSpan limit, Action<long> expire, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isSet;
    private bool _isDisposed;

    /// <summary>Says that a run began.</summary>
    public void Begun(long at)
    {
        if (Volatile.Read(ref _isSet)) return;
        lock (_gate)
        {
            if (_isSet || _isDisposed) return;
            _isSet = true;
            var wait = limit - time.GetElapsedTime(at);
            _timer ??= CreateTimer();
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private ITimer CreateTimer()
    {
        if (ExecutionContext.IsFlowSuppressed()) return Create();
        using (ExecutionContext.SuppressFlow()) return Create();

        ITimer Create() => time.CreateTimer(static watch => ((RunWatch)watch!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        Volatile.Write(ref _isSet, false);
        expire(time.GetTimestamp() - (long)(limit.TotalSeconds * time.TimestampFrequency));
    }
}
