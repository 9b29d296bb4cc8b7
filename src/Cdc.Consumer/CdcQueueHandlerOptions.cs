namespace Cdc.Consumer;

/// <summary>Says how a <see cref="CdcQueueHandler"/> works through an event.</summary>
/// <remarks>
/// Options with the function's name: <c>services.Configure&lt;CdcQueueHandlerOptions&gt;("orders", …)</c>. Checked when the function is made; every fault is reported at once.
/// </remarks>
public sealed class CdcQueueHandlerOptions
{
    /// <summary>Gets or sets how many changes, or batches, of an invocation are handled at once.</summary>
    /// <value>Default: 10; 1 to 10,000. Changes of one key are handled one after the other in any case.</value>
    public int MaxConcurrency { get; set; } = 10;

    /// <summary>Gets or sets how much of the time left is kept for handlers to stop and for the answer.</summary>
    /// <value>Default: 1 second; 0.1 to 60 seconds. Half of it is for the handlers, whose token is cancelled.</value>
    public TimeSpan DeadlineMargin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the URL of the queue for changes that can never be handled.</summary>
    /// <value>Default: null, none. An absolute http or https URL. It needs <c>sqs:SendMessage</c>.</value>
    /// <remarks>As <see cref="CdcConsumerOptions.DeadLetterQueueUrl"/>. Where it is not set, a rejected change is a failure like any other.</remarks>
    public string? DeadLetterQueueUrl { get; set; }

    /// <summary>Gets or sets what happens to messages that cannot be read.</summary>
    /// <value>Default: <see cref="UnreadableMessageAction.Leave"/>; or <see cref="UnreadableMessageAction.DeadLetter"/>, which needs <see cref="DeadLetterQueueUrl"/>.</value>
    public UnreadableMessageAction UnreadableMessages { get; set; }
}
