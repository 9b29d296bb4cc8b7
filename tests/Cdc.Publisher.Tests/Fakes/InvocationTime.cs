namespace Cdc.Publisher.Tests.Fakes;

/// <summary>
/// A clock of one invocation: it stands still but for what a call takes, and jumps to the end of every wait. The first timer of an invocation
/// whose time left is known is the one that cuts its calls off.
/// </summary>
public sealed class InvocationTime : TimeProvider
{
    private readonly Lock _gate = new();
    private Timer? _cutOff;
    private bool _hasCutOff;
    private long _now = TimeSpan.FromDays(1).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(Volatile.Read(ref _now));

    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <summary>Begins an invocation.</summary>
    public void Begin(bool hasCutOff) => (_cutOff, _hasCutOff) = (null, hasCutOff);

    public void Advance(TimeSpan time)
    {
        Timer? due;
        lock (_gate)
        {
            _now += time.Ticks;
            due = _cutOff?.Due <= _now ? _cutOff : null;
        }

        due?.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state, _now + dueTime.Ticks);
        if (_hasCutOff)
        {
            _hasCutOff = false;
            _cutOff = timer;
            return timer;
        }

        if (dueTime == Timeout.InfiniteTimeSpan) return timer;
        ThreadPool.QueueUserWorkItem(_ =>
        {
            Advance(dueTime);
            timer.Fire();
        });
        return timer;
    }

    private sealed class Timer(TimerCallback callback, object? state, long due) : ITimer
    {
        private int _fired;

        public long Due => due;

        public void Fire()
        {
            if (Interlocked.Exchange(ref _fired, 1) == 0) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _fired = 1;

        public ValueTask DisposeAsync()
        {
            _fired = 1;
            return ValueTask.CompletedTask;
        }
    }
}
