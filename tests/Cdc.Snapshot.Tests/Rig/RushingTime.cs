namespace Cdc.Snapshot.Tests.Rig;

/// <summary>Fake time in which every wait is over as soon as nothing else is left to do.</summary>
internal sealed class RushingTime
{
    private readonly Signal _changed = new();

    /// <param name="ignores">Timers that nobody waits for; null for none.</param>
    public RushingTime(Predicate<TimeSpan>? ignores = null)
    {
        Time = new WatchedTime(_changed) { Ignores = ignores ?? (_ => false) };
        Time.SetUtcNow(new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));
    }

    public WatchedTime Time { get; }

    /// <summary>Lets one wait after the other be over until something has ended.</summary>
    public async Task<T> UntilEndedAsync<T>(Task<T> running)
    {
        await UntilEndedAsync((Task)running);
        return await running;
    }

    /// <inheritdoc cref="UntilEndedAsync{T}(Task{T})"/>
    public async Task UntilEndedAsync(Task running)
    {
        _ = running.ContinueWith(_ => _changed.Raise(), TaskScheduler.Default);
        await Time.ElapseUntilAsync(() => running.IsCompleted);
        await running;
    }
}
