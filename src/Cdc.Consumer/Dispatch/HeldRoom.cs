using Cdc.Consumer.Receiving;

namespace Cdc.Consumer.Dispatch;

/// <summary>Counts how many messages are held, and says how many more may be: no more than can be worked on soon.</summary>
/// <remarks>
/// While handlers are slow, what waits in memory could be handled by another process: so little is held. While they are fast, more is
/// needed to keep them busy between two receives. Not safe for several threads.
/// </remarks>
/// <param name="concurrency">How many messages are handled at once.</param>
/// <param name="max">How many may ever be held.</param>
/// <param name="receives">How many receives are always under way: there is room for what they bring.</param>
internal sealed class HeldRoom(int concurrency, int max, int receives = 1)
{
    /// <summary>How much work may wait beside what runs.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1);

    private int _taken;
    private double _averageSeconds = double.PositiveInfinity;

    /// <summary>How many messages may be held now.</summary>
    public int Limit
    {
        get
        {
            var wanted = concurrency * (1 + (Ahead.TotalSeconds / _averageSeconds));
            var least = Math.Max(2 * concurrency, receives * SqsQueue.MaxBatch);
            return (int)Math.Min(max, Math.Max(least, wanted));
        }
    }

    /// <summary>Takes places, if there are enough to make a receive worth its while.</summary>
    /// <param name="wanted">How many.</param>
    /// <returns>How many were taken: 0, or up to <paramref name="wanted"/>.</returns>
    public int TryTake(int wanted)
    {
        var limit = Limit;
        var free = limit - _taken;
        var enough = Math.Min(wanted, Math.Max(1, limit - concurrency));
        if (free < enough) return 0;
        var places = Math.Min(wanted, free);
        _taken += places;
        return places;
    }

    public void Return(int places) => _taken -= places;

    /// <summary>Learns how long a message took.</summary>
    public void Observe(TimeSpan time)
    {
        var seconds = Math.Max(time.TotalSeconds, 1e-6);
        _averageSeconds = double.IsInfinity(_averageSeconds) ? seconds : _averageSeconds + ((seconds - _averageSeconds) / 32);
    }
}
