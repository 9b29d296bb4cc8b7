using Cdc.Consumer.Sqs;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Leases;

/// <summary>What is to become of a message: deleted, or hidden from now on for some seconds.</summary>
internal readonly record struct Settlement(ReceivedMessage Message, int HiddenSeconds) : ISettlement
{
    public MessageReceipt Receipt => Message.Receipt;
}

/// <summary>Deletes what is handled, and gives back what is not. A message that has ended before stays as it is.</summary>
/// <param name="queue">The queue.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what could not be settled.</param>
internal sealed class Settler(SqsQueue queue, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SettlementBatcher _deletes = new(queue.DeleteAsync, "Deleting", time, logger, queue.IsFifo ? SettlementBatcher.ShortLinger : SettlementBatcher.Linger);
    private readonly SettlementBatcher _releases = new(queue.HideAsync, "Releasing", time, logger, SettlementBatcher.Linger);

    /// <summary>Told of each message that was to be deleted, whether it is; the messages of a group wait for it.</summary>
    public Action<ReceivedMessage, bool>? OnDeleted
    {
        set => _deletes.OnEnd = value;
    }

    /// <summary>Deletes the message soon.</summary>
    public void Delete(ReceivedMessage message)
    {
        if (message.TryEnd()) _deletes.Add(new Settlement(message, 0));
    }

    /// <summary>Deletes messages soon.</summary>
    public void Delete(List<ReceivedMessage> messages)
    {
        _deletes.Add(messages, static message => message.TryEnd());
    }

    /// <summary>Gives the message back soon, to be received again after a while.</summary>
    /// <param name="message">The message.</param>
    /// <param name="delay">How long it stays hidden; rounded up to seconds, and no longer than SQS allows.</param>
    public void Release(ReceivedMessage message, TimeSpan delay)
    {
        // The twelve hours count from the receipt.
        var longest = message.Batch?.HideableTime ?? SqsQueue.LongestVisibility;
        var hidden = TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, longest.Ticks));
        var seconds = (int)Math.Min(Math.Ceiling(hidden.TotalSeconds), Math.Floor(longest.TotalSeconds));
        if (message.TryRelease(seconds)) Hide(message, seconds);
    }

    /// <summary>Hides a message that was given back.</summary>
    public void Hide(ReceivedMessage message, int seconds) => _releases.Add(new Settlement(message, seconds));

    /// <summary>Waits while too much is unsettled.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        await _deletes.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        await _releases.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>From now on settles each message at once.</summary>
    public void Hurry()
    {
        _deletes.Hurry();
        _releases.Hurry();
    }

    /// <summary>Settles all that is open, and from now on each message at once.</summary>
    public Task FlushAsync() => Task.WhenAll(_deletes.FlushAsync(), _releases.FlushAsync());

    public void Dispose()
    {
        _deletes.Dispose();
        _releases.Dispose();
    }
}
