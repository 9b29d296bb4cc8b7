using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Logging;

/// <summary>Everything that the consumer logs: event ids 2000 to 2799, which never change their meaning.</summary>
internal static partial class ConsumerLog
{
    [LoggerMessage(2000, LogLevel.Information, "Consuming changes from {Queue}: {MaxConcurrency} at once, up to {MaxHeld} held.")]
    public static partial void Started(this ILogger logger, string queue, int maxConcurrency, int maxHeld);

    [LoggerMessage(2001, LogLevel.Information, "Stopping: {Running} calls of the handler are waited for; of the {Held} messages that are held, what has not begun is released.")]
    public static partial void Stopping(this ILogger logger, int running, int held);

    [LoggerMessage(2002, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(2003, LogLevel.Warning, "The host's time to shut down is over: handlers are cancelled.")]
    public static partial void Cancelling(this ILogger logger);

    [LoggerMessage(2004, LogLevel.Warning, "Stopped while {Running} handlers still run: they do not heed their cancellation token. Their messages are delivered again.")]
    public static partial void StoppedEarly(this ILogger logger, int running);

    [LoggerMessage(2005, LogLevel.Information, "Paused: nothing is received until the consumer is resumed.")]
    public static partial void Paused(this ILogger logger);

    [LoggerMessage(2006, LogLevel.Information, "Resumed.")]
    public static partial void Resumed(this ILogger logger);

    [LoggerMessage(2007, LogLevel.Error, "{Failures} changes in a row failed or cannot be read: until one is handled, single messages are received, with pauses of up to 30 seconds.")]
    public static partial void CircuitOpened(this ILogger logger, int failures);

    [LoggerMessage(2008, LogLevel.Information, "A message was handled again: receiving at full speed.")]
    public static partial void CircuitClosed(this ILogger logger);

    [LoggerMessage(2009, LogLevel.Error, "What listens to the consumer's metrics or spans failed; this is said once. Handling goes on.")]
    public static partial void ListenerFailed(this ILogger logger, Exception error);

    [LoggerMessage(2100, LogLevel.Error, "Receiving from {Queue} failed and is tried again until it works. {Advice}")]
    public static partial void ReceiveFailed(this ILogger logger, Exception error, string queue, string advice);

    [LoggerMessage(2101, LogLevel.Information, "Receiving from {Queue} works again, after {Failures} failures.")]
    public static partial void ReceiveRecovered(this ILogger logger, string queue, int failures);

    [LoggerMessage(2102, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}) cannot be read. {Problem}")]
    public static partial void MessageUnreadable(this ILogger logger, string messageId, int receiveCount, string problem);

    [LoggerMessage(2103, LogLevel.Warning, "The visibility timeout of {Queue} cannot be read: {Assumed} is used. Allow sqs:GetQueueAttributes, or set VisibilityTimeout.")]
    public static partial void VisibilityUnknown(this ILogger logger, Exception error, string queue, TimeSpan assumed);

    [LoggerMessage(2104, LogLevel.Error, "Message {MessageId} cannot be read, and OnUnreadableMessage failed. The message stays in the queue.")]
    public static partial void UnreadableCallbackFailed(this ILogger logger, Exception error, string messageId);

    [LoggerMessage(2105, LogLevel.Error, "Message {MessageId} cannot be read, and OnUnreadableMessage said DeadLetter, but DeadLetterQueueUrl is not set. The message stays in the queue.")]
    public static partial void NoDeadLetterQueue(this ILogger logger, string messageId);

    [LoggerMessage(2200, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}): the handler failed at change {ChangeId}, sequence {Sequence}. The message stays in the queue.")]
    public static partial void HandlerFailed(this ILogger logger, Exception error, string messageId, string changeId, SequenceNumber? sequence, int receiveCount);

    [LoggerMessage(2201, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}): the handler cannot be created. The message stays in the queue.")]
    public static partial void HandlerNotCreated(this ILogger logger, Exception error, string messageId, int receiveCount);

    [LoggerMessage(2202, LogLevel.Warning, "Message {MessageId}: the handler was cancelled at change {ChangeId}, sequence {Sequence}. The message is released.")]
    public static partial void HandlerCancelled(this ILogger logger, string messageId, string? changeId, SequenceNumber? sequence);

    [LoggerMessage(2203, LogLevel.Error, "Message {MessageId}: the handler has run for MaxProcessingTime ({Limit}) and is cancelled. The message is delivered again.")]
    public static partial void HandlerOverdue(this ILogger logger, string messageId, TimeSpan limit);

    [LoggerMessage(2205, LogLevel.Error, "Message {MessageId}: the handler rejected change {ChangeId}, sequence {Sequence}. {Consequence}")]
    public static partial void Rejected(this ILogger logger, Exception error, string messageId, string changeId, SequenceNumber? sequence, string consequence);

    [LoggerMessage(2206, LogLevel.Error, "Message {MessageId} could not be sent to the dead-letter queue and stays in the queue. {Advice}")]
    public static partial void NotDeadLettered(this ILogger logger, Exception error, string messageId, string advice);

    [LoggerMessage(2207, LogLevel.Critical, "Message {MessageId} could not be settled, which is a fault of this library or of what listens to its metrics. The message stays in the queue.")]
    public static partial void RunFailed(this ILogger logger, Exception error, string messageId);

    [LoggerMessage(2208, LogLevel.Warning, "Message {MessageId} (receive {ReceiveCount}, changes: {Changes}) is given back unhandled and comes again after {Delay}: MaxHeldChanges or MaxHeldBytes is reached, and all that is held waits behind its own keys.")]
    public static partial void GivenBack(this ILogger logger, string messageId, int receiveCount, int changes, TimeSpan delay);

    [LoggerMessage(2209, LogLevel.Warning, "Message {MessageId} was no longer hidden when its turn came, and was not handled. It is delivered again.")]
    public static partial void Lapsed(this ILogger logger, string messageId);

    [LoggerMessage(2210, LogLevel.Warning, "Message {MessageId}: {Failed} of its {Changes} changes failed and were sent to the queue alone. The message is deleted.")]
    public static partial void Isolated(this ILogger logger, string messageId, int failed, int changes);

    [LoggerMessage(2211, LogLevel.Error, "Message {MessageId}: {Count} of the changes that failed could not be sent to the queue alone: {Code}: {Problem} They come again with their message.")]
    public static partial void NotIsolated(this ILogger logger, string messageId, int count, string code, string? problem);

    [LoggerMessage(2212, LogLevel.Error, "Message {MessageId}: what failed of it could not be sent to the queue alone, and comes again with its message. {Advice}")]
    public static partial void IsolationFailed(this ILogger logger, Exception error, string messageId, string advice);

    [LoggerMessage(2300, LogLevel.Warning, "{What} message {MessageId} failed with {Code}: {Problem} It is delivered again.")]
    public static partial void NotSettled(this ILogger logger, string what, string messageId, string code, string? problem);

    [LoggerMessage(2301, LogLevel.Error, "{What} messages failed; they are delivered again: {MessageIds}. {Advice}")]
    public static partial void BatchNotSettled(this ILogger logger, Exception error, string what, string messageIds, string advice);

    [LoggerMessage(2302, LogLevel.Warning, "Hiding messages for longer failed, and is tried again soon: {MessageIds}. {Advice}")]
    public static partial void BatchNotExtended(this ILogger logger, Exception error, string messageIds, string advice);

    [LoggerMessage(2303, LogLevel.Warning, "Message {MessageId} cannot be hidden for longer: {Code}: {Problem} It may be delivered again while it is handled.")]
    public static partial void NotExtended(this ILogger logger, string messageId, string code, string? problem);
}
