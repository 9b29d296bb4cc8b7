namespace Cdc.Consumer;

/// <summary>Says how a <see cref="CdcQueueHandler{TKey}"/> works through an event.</summary>
/// <remarks>
/// With <c>AddCdcQueueHandler</c> these are options with the handler's type name: <c>services.Configure&lt;CdcQueueHandlerOptions&gt;("OrderHandler", …)</c>.
/// Checked when the queue handler is made; every fault is reported at once.
/// </remarks>
public sealed class CdcQueueHandlerOptions
{
    /// <summary>Gets or sets how many messages of an invocation are handled at once.</summary>
    /// <value>Default: 10; 1 to 10,000, the most that an invocation brings. Changes of one key are handled one after the other in any case.</value>
    public int MaxConcurrency { get; set; } = 10;

    /// <summary>Gets or sets how much of the time left is kept for handlers to stop and for the answer.</summary>
    /// <value>Default: 1 second; 0.1 to 60 seconds. Half of it is for the handlers, whose token is cancelled.</value>
    public TimeSpan DeadlineMargin { get; set; } = TimeSpan.FromSeconds(1);
}
