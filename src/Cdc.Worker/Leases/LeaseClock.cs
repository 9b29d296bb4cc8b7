namespace Cdc.Worker.Leases;

/// <summary>Measures how long a lease has been held, by whichever clock says longer.</summary>
/// <remarks>
/// The monotonic clock may stand still while a virtual machine does, the wall clock may be set back: neither alone tells that a lease is over. One that is set
/// forward only makes a worker renew before it publishes on.
/// </remarks>
internal sealed class LeaseClock(TimeProvider time)
{
    public Moment Now => new(time.GetTimestamp(), time.GetUtcNow());

    public TimeSpan Since(Moment moment)
    {
        var (monotonic, wall) = (time.GetElapsedTime(moment.Timestamp), time.GetUtcNow() - moment.Wall);
        return monotonic > wall ? monotonic : wall;
    }

    internal readonly record struct Moment(long Timestamp, DateTimeOffset Wall);
}
