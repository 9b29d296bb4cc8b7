using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Receiving;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Acknowledging;

/// <summary>Deletes what is handled, and gives back what is not. A message that was settled or given up before stays as it is.</summary>
internal sealed class Settler(SqsQueue queue, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SettlementBatcher _deletes = new(queue.DeleteAsync, "Deleting", time, logger);
    private readonly SettlementBatcher _releases = new(queue.HideAsync, "Releasing", time, logger);

    /// <summary>Deletes the message soon.</summary>
    public void Delete(ReceivedMessage message)
    {
        if (TryEnd(message)) _deletes.Add(new Settlement(message.Receipt, 0));
    }

    /// <summary>Gives the message back soon, to be received again after a while.</summary>
    /// <param name="message">The message.</param>
    /// <param name="delay">How long it stays hidden; rounded up to seconds, and no longer than SQS allows.</param>
    public void Release(ReceivedMessage message, TimeSpan delay)
    {
        if (TryEnd(message)) Hide(message, delay);
    }

    /// <summary>Gives a message back that waits, out of its turn; its end comes later, with its turn.</summary>
    /// <returns>False if it does not wait any more.</returns>
    public bool TryGiveUp(ReceivedMessage message)
    {
        if (!message.TryGiveUp()) return false;
        Hide(message, TimeSpan.Zero);
        return true;
    }

    /// <summary>Waits while too much is unsettled.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        await _deletes.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        await _releases.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Settles all that is open, and from now on each message at once.</summary>
    public Task FlushAsync() => Task.WhenAll(_deletes.FlushAsync(), _releases.FlushAsync());

    public void Dispose()
    {
        _deletes.Dispose();
        _releases.Dispose();
    }

    private static bool TryEnd(ReceivedMessage message)
    {
        var before = message.End();
        if (before == HeldState.Ended) return false;
        message.Batch?.End(before);
        return before != HeldState.GivenUp;
    }

    private void Hide(ReceivedMessage message, TimeSpan delay)
    {
        // The twelve hours count from the receipt.
        var longest = message.Batch?.HideableTime ?? SqsQueue.LongestVisibility;
        var hidden = TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, longest.Ticks));
        _releases.Add(new Settlement(message.Receipt, (int)Math.Min(Math.Ceiling(hidden.TotalSeconds), Math.Floor(longest.TotalSeconds))));
    }
}
