namespace Cdc.Testing.Faults;

/// <summary>The clock of the services: the clock that they were given, moved as a test asked.</summary>
internal sealed class ServiceClock(TimeProvider inner) : TimeProvider
{
    private long _ahead;

    /// <summary>Runs after each move.</summary>
    public event Action? Moved;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    /// <summary>Measures how long something takes; no move changes it.</summary>
    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    public void Move(TimeSpan by)
    {
        Interlocked.Add(ref _ahead, by.Ticks);
        Moved?.Invoke();
    }
}
