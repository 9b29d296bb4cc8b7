using Cdc.Core;

namespace Cdc.Consumer;

/// <summary>Handles the changes that a consumer receives, one at a time.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <remarks>
/// What an implementation may rely on:
/// <list type="bullet">
/// <item><description>
/// <b>At least once.</b> A change is acknowledged after <see cref="HandleAsync"/> has returned, never before. The same change (the same
/// <see cref="CdcEnvelope{TKey}.Id"/>) may come again: after a failure, after a crash, when a message held several changes and a later one failed,
/// and now and then for no reason, as SQS standard queues do
/// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html"/>).
/// Handle it so that a second time does no harm.
/// </description></item>
/// <item><description>
/// <b>One key, one at a time.</b> Within a process, two changes of one key are never handled at once, and they are handled in the order in
/// which they arrived. Changes of different keys run side by side, and a slow key holds up no other. A second process that reads
/// the same queue knows nothing of this one. <see cref="CdcEnvelope{TKey}.Key"/> tells keys apart: do not change what it holds.
/// </description></item>
/// <item><description>
/// <b>Order across failures.</b> A change that failed comes back after a while (<see cref="CdcConsumerOptions.RetryDelay"/>). On a FIFO queue, later changes of its key
/// wait for it. On a standard queue they do not: a later change may be handled before the earlier one comes back, and SQS may also deliver
/// out of order in the first place. A change therefore says <em>that</em> an item changed, not what to: read the item by its key, and a late
/// or repeated change finds its current state. Where the order matters, compare <see cref="CdcEnvelope{TKey}.Sequence"/> within one key.
/// </description></item>
/// <item><description>
/// <b>Failure.</b> Whatever is thrown leaves the message in the queue, except for <see cref="CdcRejectException"/>; SQS delivers it again and, where the queue has a redrive policy, moves
/// it to the dead-letter queue in the end
/// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"/>). <see cref="CdcRetryException"/> says when to try again.
/// </description></item>
/// <item><description>
/// <b>A scope per change.</b> The handler is resolved in a new dependency injection scope for each change; its scoped dependencies live as long
/// as the change is handled. A handler that is registered as a singleton is resolved without a scope.
/// </description></item>
/// </list>
/// </remarks>
public interface ICdcHandler<TKey>
    where TKey : notnull
{
    /// <summary>Handles one change.</summary>
    /// <param name="context">Which item changed, how and when (<see cref="CdcContext{TKey}.Change"/>), and how that was delivered.</param>
    /// <param name="cancellationToken">
    /// In a service it is cancelled at <see cref="CdcConsumerOptions.MaxProcessingTime"/>, and when the host has run out of time to shut down, not when it begins to.
    /// In a <see cref="CdcQueueHandler"/> it is cancelled <see cref="CdcQueueHandlerOptions.DeadlineMargin"/> before the invocation's time is over. A handler that stops
    /// for it has not handled the change, which is delivered again.
    /// </param>
    /// <returns>A task that ends when the change is handled; the change is then acknowledged.</returns>
    Task HandleAsync(CdcContext<TKey> context, CancellationToken cancellationToken);
}
