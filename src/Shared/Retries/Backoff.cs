namespace Cdc.Retries;

/// <summary>Says how long to wait after a failure: twice as long each time, up to a limit, with jitter.</summary>
internal static class Backoff
{
    // Enough to reach any limit, and few enough for the power to be a number that can be multiplied.
    private const int MostDoublings = 63;

    /// <param name="failures">How many there were in a row, from 1.</param>
    /// <param name="first">The wait after the first one.</param>
    /// <param name="longest">The limit.</param>
    /// <param name="random">At least 0 and less than 1; shortens the wait by up to a half, so that what failed together does not come back together.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest, double random)
    {
        var grown = first.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1L, 0, MostDoublings));
        return TimeSpan.FromSeconds(Math.Min(grown, longest.TotalSeconds) * (1 - (random / 2)));
    }
}
