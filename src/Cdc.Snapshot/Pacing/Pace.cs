namespace Cdc.Snapshot.Pacing;

/// <summary>Lets no more through a second than a limit allows, in the mean. Safe for several threads.</summary>
/// <param name="perSecond">The limit; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double? perSecond, TimeProvider time)
{
    // What a wait overslept may be made up for; more would be a burst.
    private static readonly TimeSpan _credit = TimeSpan.FromSeconds(0.1);

    private readonly Lock _gate = new();
    private double _free = double.NegativeInfinity;

    private double Now => time.GetElapsedTime(0).TotalSeconds;

    /// <summary>Waits until there is room for something, and takes it.</summary>
    /// <param name="amount">How much it probably is.</param>
    /// <param name="cancellationToken">Ends the wait; what was taken stays taken.</param>
    public Task TakeAsync(double amount, CancellationToken cancellationToken)
    {
        if (perSecond is not { } limit) return Task.CompletedTask;
        double wait;
        lock (_gate)
        {
            var now = Now;
            _free = Math.Max(_free, now - _credit.TotalSeconds);
            wait = _free - now;
            _free += amount / limit;
        }

        return wait <= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000)), time, cancellationToken);
    }

    /// <summary>Makes good what something was more, or less, than what was taken for it.</summary>
    public void Correct(double amount)
    {
        if (perSecond is not { } limit) return;
        lock (_gate) _free += amount / limit;
    }
}
