using Cdc.Consumer.Sqs;

namespace Cdc.Consumer.Ordering;

/// <summary>Says how much may be received, by two budgets: what can run soon, and what is held in all.</summary>
/// <remarks>
/// What can run soon is adaptive. While handlers are slow, what waits in memory could be handled by another process: so little is received. While they are
/// fast, more is needed to keep them busy between two receives. A change that waits behind another of its item cannot run, and does not count: however many
/// there are, what other items have to do is received. It counts in what is held, which has a fixed bound of changes and one of bytes. Not safe for several threads.
/// </remarks>
/// <param name="concurrency">How many runs there are at once.</param>
/// <param name="maxChanges">How many changes may be held.</param>
/// <param name="maxBytes">How many bytes the bodies may take of the messages that are held.</param>
/// <param name="receives">How many receives are always under way: there is room for what they bring.</param>
/// <param name="batch">How many changes a run takes.</param>
internal sealed class HeldBudget(int concurrency, int maxChanges, long maxBytes = long.MaxValue, int receives = 1, int batch = 1)
{
    /// <summary>How much work may wait beside what runs.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1);

    /// <summary>How many messages may wait beside what runs, however fast handlers are: more keep no worker busier, and cost memory.</summary>
    public const int MostAhead = 1_000;

    // What is faster than this is not worth waking another thread for.
    private static readonly double _cheap = Math.Log(20e-6);

    private int _reserved;
    private double _averageLog = double.PositiveInfinity;
    private double _changesPerMessage = 1;
    private double _bytesPerMessage;
    private int _reservedMessages;

    /// <summary>How many changes are held.</summary>
    public int Held { get; private set; }

    /// <summary>How many bytes the bodies take of the messages that are held.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Whether changes take next to no time.</summary>
    public bool IsCheap => _averageLog < _cheap;

    /// <summary>Whether more is held than may be, as messages brought more than those before them.</summary>
    public bool IsExceeded => Held > maxChanges || HeldBytes > maxBytes;

    /// <summary>Whether there is no room for a message, and none is under way.</summary>
    public bool IsFull => _reservedMessages == 0 && Room == 0;

    /// <summary>How many changes may be running or ready to run, those included that receives under way may bring.</summary>
    public int Limit
    {
        get
        {
            // The mean of the logarithms: a few that take a million times as long weigh little.
            var running = (double)concurrency * batch;
            var wanted = running + Math.Min(running * Ahead.TotalSeconds / Math.Exp(_averageLog), MostAhead * _changesPerMessage);
            var least = Math.Max(2L * concurrency * batch, receives * SqsQueue.MaxBatch);
            return (int)Math.Min(maxChanges, Math.Max(least, wanted));
        }
    }

    /// <summary>How many messages the fixed budget has room for, by what messages brought of late; one where nothing is held.</summary>
    public int Room
    {
        get
        {
            var changes = (maxChanges - Held - _reserved) / _changesPerMessage;
            var bytes = (maxBytes - HeldBytes - (_reservedMessages * _bytesPerMessage)) / Math.Max(_bytesPerMessage, 1);
            var room = (int)Math.Clamp(Math.Min(changes, bytes), 0, int.MaxValue);
            return room == 0 && Held == 0 && _reservedMessages == 0 ? 1 : room;
        }
    }

    /// <summary>Takes places for messages, if there are enough to make a receive worth its while.</summary>
    /// <param name="wanted">How many.</param>
    /// <param name="runnable">How many changes run or are ready to run.</param>
    /// <param name="isIdle">Whether a worker has nothing to do.</param>
    /// <returns>How many were taken: 0, or up to <paramref name="wanted"/>.</returns>
    public int TryTake(int wanted, int runnable, bool isIdle)
    {
        var room = Math.Min(wanted, Room);
        if (room == 0) return 0;
        var limit = Limit;
        var free = (int)Math.Min(int.MaxValue, Math.Ceiling((limit - runnable - _reserved) / _changesPerMessage));
        var enough = Math.Min(wanted, Math.Max(1, limit - concurrency));
        var places = free >= enough ? Math.Min(room, free) : isIdle && _reservedMessages == 0 ? room : 0;
        _reservedMessages += places;
        _reserved += ChangesOf(places);
        return places;
    }

    /// <summary>Gives back places that were taken.</summary>
    public void Return(int places)
    {
        _reservedMessages -= places;
        // All at once, as what a place is worth changes.
        _reserved = ChangesOf(_reservedMessages);
    }

    /// <summary>Counts a message that came.</summary>
    public void Hold(int changes, int bytes)
    {
        Held += changes;
        HeldBytes += bytes;
        _changesPerMessage = Recent(_changesPerMessage, Math.Max(1, changes));
        _bytesPerMessage = Recent(_bytesPerMessage, bytes);
    }

    /// <summary>Counts changes that have ended.</summary>
    public void FreeChanges(int changes) => Held -= changes;

    /// <summary>Counts a message that has ended.</summary>
    public void FreeBytes(int bytes) => HeldBytes -= bytes;

    /// <summary>Learns how long changes took.</summary>
    public void Observe(TimeSpan each, int changes)
    {
        var log = Math.Log(Math.Max(each.TotalSeconds, 1e-6));
        if (double.IsInfinity(_averageLog)) _averageLog = log;
        _averageLog += (log - _averageLog) * (1 - Math.Pow(31 / 32.0, changes));
    }

    private int ChangesOf(int messages) => (int)Math.Min(int.MaxValue, Math.Ceiling(messages * _changesPerMessage));

    // Quick to grow, slow to shrink.
    private static double Recent(double average, double value) => value > average ? value : average + ((value - average) / 32);
}
