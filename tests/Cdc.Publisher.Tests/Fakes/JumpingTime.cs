namespace Cdc.Publisher.Tests.Fakes;

/// <summary>A clock that stands still while somebody works, and jumps ahead when somebody waits. For one waiter at a time.</summary>
public sealed class JumpingTime : TimeProvider
{
    private readonly DateTimeOffset _start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private long _passed;

    /// <summary>How much time has been waited for.</summary>
    public TimeSpan Passed => TimeSpan.FromTicks(Volatile.Read(ref _passed));

    /// <summary>Lets time pass in which nobody waits.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + Passed;

    public override long GetTimestamp() => Volatile.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Interlocked.Add(ref _passed, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
