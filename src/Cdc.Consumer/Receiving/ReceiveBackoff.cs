namespace Cdc.Consumer.Receiving;

/// <summary>Says how long to wait after the n-th failure in a row: twice as long each time, up to a limit, with jitter.</summary>
internal static class ReceiveBackoff
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="failures">How many receives have failed in a row, from 1.</param>
    /// <param name="random">At least 0 and less than 1; shortens the wait by up to half, so that many consumers do not come back at once.</param>
    public static TimeSpan After(int failures, double random)
    {
        var growth = Math.Min(Math.Pow(2, failures), Longest / Shortest);
        return Shortest * growth * (1 - (random / 2));
    }
}
