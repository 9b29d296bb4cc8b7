using Cdc.Consumer.Dispatch;
using Cdc.Core;

namespace Cdc.Consumer.Handling;

/// <summary>One delivery of one change, whatever its key's type is: what the engine orders, and what a pipeline gives an outcome.</summary>
/// <param name="message">The message that brought it.</param>
/// <param name="index">Its place among the message's changes, from 0.</param>
internal abstract class ChangeDelivery(ReceivedMessage message, int index)
{
    /// <summary>The message that brought it: id, receive count, attributes.</summary>
    public ReceivedMessage Message { get; } = message;

    /// <summary>Its place among the message's changes, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>What the reader's comparer tells items apart by: the envelope.</summary>
    public abstract object Item { get; }

    /// <summary>The change's id, for logs.</summary>
    public abstract string Id { get; }

    /// <summary>The change's position, for logs and to tell which of two is newer; null on a snapshot.</summary>
    public abstract SequenceNumber? Sequence { get; }

    /// <summary>When its handling began, by the clock's timestamp; valid while it is handled.</summary>
    public long StartedAt { get; set; }

    public DeliveryOutcome Outcome { get; private set; }

    /// <summary>Why it failed or was rejected; null where it was neither.</summary>
    public Exception? Error { get; private set; }

    /// <summary>When to try again at the earliest; null for what the options say.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Says that the handler did its work.</summary>
    public void Handled() => End(DeliveryOutcome.Handled, error: null, retryAfter: null);

    /// <summary>Says that a change that is as new, or newer, was handled before: the handler did not run.</summary>
    public void Stale() => End(DeliveryOutcome.Stale, error: null, retryAfter: null);

    /// <summary>Says that it is to come again.</summary>
    /// <param name="error">Why.</param>
    /// <param name="retryAfter">When, at the earliest; null for what the options say.</param>
    public void Failed(Exception error, TimeSpan? retryAfter = null) => End(DeliveryOutcome.Failed, error, retryAfter);

    /// <summary>Says that it can never be handled, and goes to the dead-letter queue.</summary>
    public void Rejected(Exception error) => End(DeliveryOutcome.Rejected, error, retryAfter: null);

    private void End(DeliveryOutcome outcome, Exception? error, TimeSpan? retryAfter) => (Outcome, Error, RetryAfter) = (outcome, error, retryAfter);
}

/// <summary>One delivery of one change.</summary>
internal sealed class ChangeDelivery<TKey>(ReceivedMessage message, int index, CdcEnvelope<TKey> change) : ChangeDelivery(message, index)
    where TKey : notnull
{
    public CdcEnvelope<TKey> Change { get; } = change;

    public override object Item => Change;

    public override string Id => Change.Id;

    public override SequenceNumber? Sequence => Change.Sequence;
}

/// <summary>What became of a delivery.</summary>
internal enum DeliveryOutcome
{
    /// <summary>Nothing yet; what a pipeline leaves so has failed.</summary>
    None,

    /// <summary>The handler did its work.</summary>
    Handled,

    /// <summary>The handler did not need to run.</summary>
    Stale,

    /// <summary>It is to come again.</summary>
    Failed,

    /// <summary>It goes to the dead-letter queue.</summary>
    Rejected,
}
