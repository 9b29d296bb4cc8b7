namespace Cdc.Consumer.Loading;

/// <summary>Says how long to wait before keys that DynamoDB left unread are asked for again: twice as long each time, up to a limit, with jitter.</summary>
internal static class UnreadBackoff
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <param name="calls">How many calls in a row have left keys unread, from 1.</param>
    /// <param name="random">At least 0 and less than 1; shortens the wait by up to half.</param>
    public static TimeSpan After(int calls, double random) =>
        Shortest * Math.Min(Math.Pow(2, calls - 1), Longest / Shortest) * (1 - (random / 2));
}
