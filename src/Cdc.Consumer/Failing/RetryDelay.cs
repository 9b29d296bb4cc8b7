namespace Cdc.Consumer.Failing;

/// <summary>Says how long a message that failed stays hidden: twice as long each time, up to a limit, with jitter.</summary>
internal static class RetryDelay
{
    // Enough to reach any limit, and few enough for the power to be a number that can be multiplied.
    private const int MostDoublings = 63;

    /// <param name="receiveCount">How often the message was delivered, from 1.</param>
    /// <param name="first">After the first time.</param>
    /// <param name="longest">The limit.</param>
    /// <param name="random">At least 0 and less than 1; shortens the delay by up to a half, so that what failed together does not come back together.</param>
    public static TimeSpan After(int receiveCount, TimeSpan first, TimeSpan longest, double random)
    {
        var grown = first.TotalSeconds * Math.Pow(2, Math.Clamp(receiveCount - 1L, 0, MostDoublings));
        return TimeSpan.FromSeconds(Math.Min(grown, longest.TotalSeconds) * (1 - (random / 2)));
    }
}
