using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Receiving;
using Cdc.Consumer.Visibility;

namespace Cdc.Consumer.Dispatch;

/// <summary>A message from its receipt to its end, whatever its keys are.</summary>
internal class ReceivedMessage(Message message)
{
    private int _state;

    /// <summary>The message as SQS delivered it.</summary>
    public Message Message { get; } = message;

    public MessageReceipt Receipt => new(Message.MessageId, Message.ReceiptHandle);

    /// <summary>How often SQS has delivered the message, this time included.</summary>
    public int ReceiveCount =>
        Message.Attributes is { } attributes
        && attributes.TryGetValue(MessageSystemAttributeName.ApproximateReceiveCount, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 1;

    /// <summary>When SQS first delivered the message, in UTC; null where it did not say so.</summary>
    public DateTimeOffset? FirstReceivedAt =>
        Message.Attributes is { } attributes
        && attributes.TryGetValue(MessageSystemAttributeName.ApproximateFirstReceiveTimestamp, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>What keeps it hidden from other consumers; null in tests that need none.</summary>
    public HeldBatch? Batch { get; set; }

    public HeldState State => (HeldState)Volatile.Read(ref _state);

    /// <summary>When its handling began, by the clock's timestamp; valid while it runs.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Cancels the handler that works on it; null unless it runs.</summary>
    public HandlerCancellation? Cancellation { get; private set; }

    /// <summary>Whether SQS refused to hide it for longer: it may be delivered again any time.</summary>
    public bool IsExposed { get; set; }

    /// <returns>False if it was given up before.</returns>
    public bool TryStart(HandlerCancellation? cancellation, long now)
    {
        (Cancellation, StartedAt) = (cancellation, now);
        // Whoever sees that it runs can cancel it, although its handler is yet to be called.
        cancellation?.Begin(this);
        if (TryMove(HeldState.Waiting, HeldState.Running)) return true;
        cancellation?.End();
        return false;
    }

    /// <summary>Ends its wait before its turn has come.</summary>
    /// <returns>False if it does not wait.</returns>
    public bool TryGiveUp() => TryMove(HeldState.Waiting, HeldState.GivenUp);

    /// <summary>Says that its handler takes too long.</summary>
    /// <returns>False if it does not run.</returns>
    public bool TryExpire() => TryMove(HeldState.Running, HeldState.Overdue);

    /// <returns>Its state before.</returns>
    public HeldState End() => (HeldState)Interlocked.Exchange(ref _state, (int)HeldState.Ended);

    private bool TryMove(HeldState from, HeldState to) => Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;
}
