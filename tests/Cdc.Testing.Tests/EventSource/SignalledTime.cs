using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>A clock that tells of each wait that begins on it.</summary>
internal sealed class SignalledTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until someone waits on this clock, for other than an exempted length.</summary>
    public async Task<TimeSpan> NextWaitAsync(TimeSpan except)
    {
        TimeSpan wait;
        do wait = await _waits.Reader.ReadAsync().AsTask().WaitAsync(TestFunction.Patience);
        while (wait == except);
        return wait;
    }

    /// <summary>Waits until someone waits, and lets that time pass.</summary>
    public async Task<TimeSpan> PassNextWaitAsync(TimeSpan except)
    {
        var wait = await NextWaitAsync(except);
        Advance(wait);
        return wait;
    }
}
