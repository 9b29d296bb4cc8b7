namespace Cdc.Fuzzing.Targets;

/// <summary>A clock whose short waits are over at once, and whose long ones never end: nothing depends on how fast the machine is.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HurriedTimer(callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class HurriedTimer(TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime < _short) ThreadPool.QueueUserWorkItem(static timer => timer.End(), this, preferLocal: false);
            return true;
        }

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void End()
        {
            if (!_isDisposed) callback(state);
        }
    }
}
