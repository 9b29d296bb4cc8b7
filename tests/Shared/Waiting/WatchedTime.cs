using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Tests.Waiting;

/// <summary>Fake time that tells of each timer that is set up, so that a test knows when there is something to advance to.</summary>
/// <param name="changed">Raised for each; where there is none, only waits on this clock see them.</param>
/// <param name="watchesChanges">Whether a timer that is set anew counts too.</param>
internal sealed class WatchedTime(Signal? changed = null, bool watchesChanges = false) : FakeTimeProvider
{
    private readonly Signal _changed = changed ?? new Signal();
    private readonly ConcurrentQueue<TimeSpan> _due = new();

    /// <summary>Timers that do not count: those that only end what hangs.</summary>
    public Predicate<TimeSpan> Ignores { get; init; } = _ => false;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Enqueue(dueTime);
        return watchesChanges ? new WatchedTimer(this, timer) : timer;
    }

    /// <summary>Waits for the next timer.</summary>
    public Task UntilSetUpAsync() => _changed.UntilAsync(() => !_due.IsEmpty);

    /// <summary>Waits for the next timer, which does not fire yet.</summary>
    /// <returns>When it is due.</returns>
    public async Task<TimeSpan> NextAsync()
    {
        await UntilSetUpAsync();
        return _due.TryDequeue(out var due) ? due : throw new InvalidOperationException("Somebody else waited for the timer too.");
    }

    /// <summary>Waits for the next timer, and lets it fire.</summary>
    /// <returns>When it was due.</returns>
    public async Task<TimeSpan> ElapseAsync()
    {
        var due = await NextAsync();
        Advance(due);
        return due;
    }

    /// <summary>Lets one timer after the other fire until something is so.</summary>
    public async Task ElapseUntilAsync(Func<bool> condition)
    {
        while (true)
        {
            await _changed.UntilAsync(() => condition() || !_due.IsEmpty);
            if (condition()) return;
            await ElapseAsync();
        }
    }

    private void Enqueue(TimeSpan dueTime)
    {
        if (dueTime > TimeSpan.Zero && !Ignores(dueTime)) _due.Enqueue(dueTime);
        _changed.Raise();
    }

    private sealed class WatchedTimer(WatchedTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            time.Enqueue(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
