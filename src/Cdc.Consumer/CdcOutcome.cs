namespace Cdc.Consumer;

/// <summary>Says what became of a change, and so what becomes of its message.</summary>
/// <remarks>
/// Middleware returns one: its own, or that of the next step. A <see cref="CdcBatchResult"/> holds one for each change that was not simply handled. An exception that leaves the pipeline counts as
/// <see cref="Retry"/> with that error. A <see cref="CdcRejectException"/> counts as <see cref="DeadLetter"/>, and a <see cref="CdcRetryException"/> gives the delay. Instances are immutable.
/// </remarks>
public sealed class CdcOutcome
{
    private CdcOutcome(CdcOutcomeKind kind) => Kind = kind;

    /// <summary>Gets the outcome of a change that was handled.</summary>
    /// <value>The change is acknowledged.</value>
    public static CdcOutcome Handled { get; } = new(CdcOutcomeKind.Handled);

    /// <summary>Gets the outcome of a change that needs no handling.</summary>
    /// <value>The change is acknowledged although its handler did not run.</value>
    public static CdcOutcome Skipped { get; } = new(CdcOutcomeKind.Skipped);

    /// <summary>Gets the outcome of a change that is not newer than one that was handled.</summary>
    /// <value>The change is acknowledged although its handler did not run, and counted as <c>cdc.consumer.changes.stale</c>.</value>
    public static CdcOutcome Stale { get; } = new(CdcOutcomeKind.Stale);

    /// <summary>Gets what became of the change.</summary>
    public CdcOutcomeKind Kind { get; }

    /// <summary>Gets after how long the change is tried again.</summary>
    /// <value>Null where the consumer's <see cref="CdcConsumerOptions.RetryDelay"/> says it, and where it is not tried again.</value>
    public TimeSpan? Delay { get; private init; }

    /// <summary>Gets why the change can never be handled.</summary>
    /// <value>Null unless <see cref="Kind"/> is <see cref="CdcOutcomeKind.DeadLetter"/>.</value>
    public string? Reason { get; private init; }

    /// <summary>Gets what the change failed with.</summary>
    /// <value>Null where nothing was thrown.</value>
    public Exception? Error { get; private init; }

    /// <summary>Gets whether the change is done with, so that its message can be deleted once all of its changes are.</summary>
    public bool IsDone => Kind is CdcOutcomeKind.Handled or CdcOutcomeKind.Skipped or CdcOutcomeKind.Stale;

    /// <summary>Makes the outcome of a change that failed and is to be tried again.</summary>
    /// <param name="after">
    /// After how long; null for what <see cref="CdcConsumerOptions.RetryDelay"/> says. From 0 to <see cref="CdcConsumerOptions.MaxRetryDelay"/>, which it is cut to. In a
    /// <see cref="CdcQueueHandler"/> the queue's visibility timeout says it.
    /// </param>
    /// <param name="error">What it failed with; it is logged. Null for none.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is negative.</exception>
    public static CdcOutcome Retry(TimeSpan? after = null, Exception? error = null)
    {
        if (after is { } delay) ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero, nameof(after));
        return new(CdcOutcomeKind.Retry) { Delay = after, Error = error };
    }

    /// <summary>Makes the outcome of a change that can never be handled.</summary>
    /// <param name="reason">Why; it is logged.</param>
    /// <param name="error">What it failed with; it is logged. Null for none.</param>
    /// <returns>The outcome. The change goes to <see cref="CdcConsumerOptions.DeadLetterQueueUrl"/>; where that is not set, it is tried again as after any failure.</returns>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or empty.</exception>
    public static CdcOutcome DeadLetter(string reason, Exception? error = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new(CdcOutcomeKind.DeadLetter) { Reason = reason, Error = error };
    }

    /// <summary>Makes the outcome of a change whose pipeline threw.</summary>
    internal static CdcOutcome Of(Exception error) => error switch
    {
        CdcRejectException rejection => new(CdcOutcomeKind.DeadLetter) { Reason = rejection.Message, Error = rejection },
        CdcRetryException retry => new(CdcOutcomeKind.Retry) { Delay = retry.Delay, Error = retry },
        _ => new(CdcOutcomeKind.Retry) { Error = error },
    };
}
