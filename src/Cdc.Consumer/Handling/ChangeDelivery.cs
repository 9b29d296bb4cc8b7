using Cdc.Consumer.Leases;
using Cdc.Core;

namespace Cdc.Consumer.Handling;

/// <summary>One delivery of one change, whatever its key's type is: what the engine orders, and what a pipeline gives an outcome.</summary>
/// <param name="message">The message that brought it.</param>
/// <param name="index">Its place among the message's changes, from 0.</param>
internal abstract class ChangeDelivery(ReceivedMessage message, int index) : IDeliveryFacts
{
    private const long Never = -1;

    // There are many: what most of them do not have takes no room.
    private long _comesAgainAfter = Never;
    private Failure? _failure;
    private Coalesced? _coalesced;

    /// <summary>The message that brought it: id, receive count, attributes.</summary>
    public ReceivedMessage Message { get; } = message;

    /// <summary>Its place among the message's changes, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>Which stream the position is of; positions of two streams do not compare. Null where the publisher did not say.</summary>
    public abstract string? StreamLabel { get; }

    /// <summary>Whether its message has no other.</summary>
    public bool IsAlone { get; set; } = true;

    /// <summary>When it is to come again; null where it is done. Valid once it has ended.</summary>
    public TimeSpan? ComesAgainAfter
    {
        get => _comesAgainAfter == Never ? null : new TimeSpan(_comesAgainAfter);
        set => _comesAgainAfter = value is { } delay ? Math.Max(0, delay.Ticks) : Never;
    }

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
    public Exception? Error => _failure?.Error;

    /// <summary>When to try again at the earliest; null for what the options say.</summary>
    public TimeSpan? RetryAfter => _failure?.RetryAfter;

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

    /// <summary>Says that it is not handled now, and comes again with its message.</summary>
    public void PutOff()
    {
        End(DeliveryOutcome.PutOff, error: null, retryAfter: null);
        ComesAgainAfter = TimeSpan.Zero;
    }

    /// <summary>Its place in the line of its item; the ordering's alone, as all below.</summary>
    public ChangeLine? Line { get; set; }

    /// <summary>Whoever is before it in the line; null where it is first.</summary>
    public ChangeDelivery? Previous { get; set; }

    /// <summary>Whoever is next in the line; null where it is last.</summary>
    public ChangeDelivery? Next { get; set; }

    /// <summary>The older one that shares its fate, as it replaced it before that started; that one may have replaced another.</summary>
    public ChangeDelivery? Replaced
    {
        get => _coalesced?.Older;
        set
        {
            if (value is not null || _coalesced is not null) (_coalesced ??= new Coalesced()).Older = value;
        }
    }

    /// <summary>The newer one that took its place; null where it has its own.</summary>
    public ChangeDelivery? ReplacedBy
    {
        get => _coalesced?.Newer;
        set
        {
            if (value is not null || _coalesced is not null) (_coalesced ??= new Coalesced()).Newer = value;
        }
    }

    /// <summary>Whether an earlier one failed and must come first.</summary>
    public bool MustNotOvertake { get; set; }

    public DeliveryState State { get; set; }

    /// <summary>Takes over what a pipeline's steps say; nothing is a failure.</summary>
    public void End(CdcOutcome? outcome)
    {
        switch (outcome?.Kind)
        {
            case CdcOutcomeKind.Handled:
                Handled();
                break;
            case CdcOutcomeKind.Skipped or CdcOutcomeKind.Stale:
                Stale();
                break;
            case CdcOutcomeKind.DeadLetter:
                Rejected(outcome.Error ?? new CdcRejectException(outcome.Reason!));
                break;
            case CdcOutcomeKind.Retry:
                Failed(outcome.Error ?? new CdcRetryException(), outcome.Delay);
                break;
            default:
                Failed(new InvalidOperationException($"A step returned no {nameof(CdcOutcome)}."));
                break;
        }
    }

    public CdcMessage Describe() => MessageDescription.Of(Message);

    public DateTimeOffset? DeadlineOf(ConsumerRoot root) => Message switch
    {
        QueueFunctionMessage message => message.Deadline,
        _ when root.MaxProcessingTime is { } limit => root.Time.GetUtcNow() - root.Time.GetElapsedTime(StartedAt) + limit,
        _ => null,
    };

    private void End(DeliveryOutcome outcome, Exception? error, TimeSpan? retryAfter) =>
        (Outcome, _failure) = (outcome, error is null ? null : new Failure(error, retryAfter));

    private sealed record Failure(Exception Error, TimeSpan? RetryAfter);

    private sealed class Coalesced
    {
        public ChangeDelivery? Older { get; set; }

        public ChangeDelivery? Newer { get; set; }
    }
}

/// <summary>One delivery of one change.</summary>
internal class ChangeDelivery<TKey>(ReceivedMessage message, int index, CdcEnvelope<TKey> change) : ChangeDelivery(message, index), IDeliveryFacts<TKey>
    where TKey : notnull
{
    public CdcEnvelope<TKey> Change { get; } = change;

    public override object Item => Change;

    public override string Id => Change.Id;

    public override SequenceNumber? Sequence => Change.Sequence;

    public override string? StreamLabel => Change.StreamLabel;
}

/// <summary>Stands for the changes of a message that cannot be read, so that its fate is decided by a worker, in the message's turn.</summary>
internal sealed class UnreadableDelivery(ReceivedMessage message, string problem) : ChangeDelivery(message, index: 0)
{
    /// <summary>Why it cannot be read.</summary>
    public string Problem { get; } = problem;

    public override object Item => Message;

    public override string Id => Message.Message.MessageId;

    public override SequenceNumber? Sequence => null;

    public override string? StreamLabel => null;
}

/// <summary>What became of a delivery.</summary>
internal enum DeliveryOutcome : byte
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

    /// <summary>It was not handled, and comes again with its message.</summary>
    PutOff,
}

/// <summary>The changes that are held of one item, in the order of their arrival.</summary>
internal sealed class ChangeLine
{
    /// <summary>Which item's it is, as its first change named it.</summary>
    public object? Item { get; set; }

    public ChangeDelivery? First { get; set; }

    public ChangeDelivery? Last { get; set; }
}

/// <summary>How far a delivery has come.</summary>
internal enum DeliveryState : byte
{
    /// <summary>It waits for its turn.</summary>
    Waiting,

    /// <summary>Its turn has come, and it waits for a worker.</summary>
    Ready,

    /// <summary>A worker has it.</summary>
    Taken,

    /// <summary>Its handling has ended, and its copy to the dead-letter queue is under way; no worker waits for that.</summary>
    Settling,

    /// <summary>It has an outcome.</summary>
    Ended,
}
