using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <summary>Has changes handled whose turn it is, as long as there are any: one after the other, or as many at once as the pipeline takes.</summary>
/// <remarks>
/// It may have several before it, so that cheap ones need no lock each. What it has not begun with is given to others as soon as it has to wait:
/// a change never waits for one of another item.
/// </remarks>
internal sealed class Worker(Dispatcher dispatcher, IChangePipeline pipeline, ChangeSettling settling, WorkerThreads threads, TimeProvider time)
{
    /// <summary>How many changes it has before it at most, where the pipeline takes one at a time.</summary>
    public const int MostTaken = 32;

    /// <summary>After how many rounds the thread is lent to whoever waits for one.</summary>
    private const int Stint = 32;

    // More than there can ever be: what stands here has nothing left to begin with.
    private const int Nothing = 1 << 30;

    private readonly ChangeDelivery[] _one = new ChangeDelivery[1];
    private int _next;
    private int _inHandlerSince;

    /// <summary>What it has before it; those that it has begun with are its own, the rest the dispatcher may take back.</summary>
    public List<ChangeDelivery> Taken { get; } = [];

    /// <summary>How many of <see cref="Taken"/> it began with; valid when it gives them back.</summary>
    public int Begun { get; private set; }

    /// <summary>How many of <see cref="Taken"/> the dispatcher has ended already, while the one behind them still runs; the dispatcher's, in its gate.</summary>
    public int Ended { get; set; }

    /// <summary>How long those took altogether that came back at once, by the clock's timestamp.</summary>
    public long TookAtOnce { get; private set; }

    /// <summary>How long the last one took, if it had to be waited for; else 0.</summary>
    public long TookLong { get; private set; }

    /// <summary>Whether it waits for a handler, and counts no more as one that comes back at once.</summary>
    public bool HasYielded { get; set; }

    /// <summary>Its calls of the pipeline.</summary>
    public HandlerRun Calls { get; } = new();

    /// <summary>Since which look of the watch it has not come back from a handler; 0 where it has.</summary>
    public int InHandlerSince => Volatile.Read(ref _inHandlerSince);

    /// <summary>Says that <see cref="Taken"/> is filled anew.</summary>
    public void Fill()
    {
        Ended = 0;
        Volatile.Write(ref _next, 0);
    }

    /// <summary>Takes back what it has not begun with.</summary>
    /// <returns>How many have come back from their handlers, and the place in <see cref="Taken"/> of the first not begun with; null if that was taken back before.</returns>
    public (int Done, int First)? TakeBack()
    {
        var next = Interlocked.Exchange(ref _next, Nothing);
        // It begins with one when the one before it has ended.
        return next >= Nothing ? null : (Math.Clamp(next - 1, 0, Taken.Count), Math.Min(next, Taken.Count));
    }

    /// <summary>Begins with what is taken, on this thread.</summary>
    public void Run() => _ = RunAsync();

    private async Task RunAsync()
    {
        for (var round = 0; round < Stint; round++)
        {
            var startedAt = time.GetTimestamp();
            Begun = pipeline.MaxBatchSize == 1 ? await RunEachAsync(startedAt).ConfigureAwait(false) : await RunBatchAsync(startedAt).ConfigureAwait(false);
            if (!dispatcher.EndAndTake(this)) return;
            if (threads.IsBlocking && Thread.CurrentThread.IsThreadPoolThread) break;
        }

        threads.Start(this);
    }

    private async ValueTask<int> RunEachAsync(long startedAt)
    {
        var now = startedAt;
        (TookAtOnce, TookLong) = (0, 0);
        for (var begun = 0; ; begun++)
        {
            var place = Interlocked.Increment(ref _next) - 1;
            if (place >= Taken.Count)
            {
                if (TookLong == 0) TookAtOnce = time.GetTimestamp() - startedAt;
                return begun;
            }

            var change = Taken[place];
            if (begun > 0) now = time.GetTimestamp();
            if (!dispatcher.TryBegin(change, now)) continue;
            _one[0] = change;
            var ending = CallAsync(_one, Begin(change, now));
            Volatile.Write(ref _inHandlerSince, 0);
            if (!ending.IsCompletedSuccessfully)
            {
                dispatcher.Yield(this);
                await ending.ConfigureAwait(false);
                TookAtOnce = now - startedAt;
                TookLong = Math.Max(1, time.GetTimestamp() - now);
            }
        }
    }

    private async ValueTask<int> RunBatchAsync(long now)
    {
        // All of it runs at once: from here on there is nothing to take back. What was taken back before it began, at a stop for example, is others' by now.
        if (TakeBack() is null) return 0;
        var count = Taken.Count;
        var batch = Taken.FindAll(change => change is not UnreadableDelivery && dispatcher.TryBegin(change, now));
        foreach (var change in Taken)
        {
            if (change is not UnreadableDelivery) continue;
            var settling = CallAsync([change], Begin(change, now));
            Volatile.Write(ref _inHandlerSince, 0);
            await settling.ConfigureAwait(false);
        }

        if (batch.Count > 0)
        {
            var ending = CallAsync(batch, Begin(batch[0], now));
            Volatile.Write(ref _inHandlerSince, 0);
            if (!ending.IsCompletedSuccessfully) dispatcher.Yield(this);
            await ending.ConfigureAwait(false);
        }

        (TookAtOnce, TookLong) = (time.GetTimestamp() - now, 0);
        return count;
    }

    private CancellationToken Begin(ChangeDelivery change, long now)
    {
        change.StartedAt = now;
        var token = Calls.Begin(change, now);
        if (dispatcher.IsCancelling) Calls.Cancel();
        Volatile.Write(ref _inHandlerSince, threads.Now);
        return token;
    }

    private async ValueTask CallAsync(IReadOnlyList<ChangeDelivery> changes, CancellationToken token)
    {
        try
        {
            if (changes[0] is UnreadableDelivery unreadable)
            {
                unreadable.ComesAgainAfter = await settling.SettleUnreadableAsync(unreadable, token).ConfigureAwait(false);
                End();
                return;
            }

            await pipeline.RunAsync(changes, token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a pipeline throws is a failure of its changes alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            for (var index = 0; index < changes.Count; index++)
            {
                if (changes[index].Outcome == DeliveryOutcome.None) changes[index].Failed(error);
            }
        }

        var isOverdue = End();
        for (var index = 0; index < changes.Count; index++)
        {
            var settling = SettleAsync(changes[index], isOverdue).AsTask();
            if (!settling.IsCompletedSuccessfully && !dispatcher.TrySettleLater(changes[index], settling)) await settling.ConfigureAwait(false);
        }
    }

    private bool End()
    {
        if (!Calls.End()) return false;
        dispatcher.OverdueEnded();
        return true;
    }

    private async ValueTask SettleAsync(ChangeDelivery change, bool isOverdue)
    {
        try
        {
            change.ComesAgainAfter = await settling.SettleAsync(change, isOverdue).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nothing may end a worker: its place would be lost, and its changes' items would be blocked for good.
        catch (Exception error)
#pragma warning restore CA1031
        {
            change.ComesAgainAfter = settling.GiveBack(change.Message, error);
        }
    }
}
