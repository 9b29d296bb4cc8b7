using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>Fake time that tells of each timer, so that a test knows when there is something to advance to.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero) _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits for the next timer that is set, and lets it fire.</summary>
    /// <returns>When it was due.</returns>
    public async Task<TimeSpan> ElapseAsync()
    {
        var due = await _timers.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Advance(due);
        return due;
    }
}
