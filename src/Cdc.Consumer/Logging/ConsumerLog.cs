using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Logging;

/// <summary>Everything that the consumer logs: event ids 2000 to 2999, which never change their meaning.</summary>
internal static partial class ConsumerLog
{
    [LoggerMessage(2000, LogLevel.Information, "Consuming changes from {Queue}: {MaxConcurrency} at once, {MaxHeld} held.")]
    public static partial void Started(this ILogger logger, string queue, int maxConcurrency, int maxHeld);

    [LoggerMessage(2001, LogLevel.Information, "Stopping: {Running} messages are being handled and are waited for, {Waiting} wait and are released.")]
    public static partial void Stopping(this ILogger logger, int running, int waiting);

    [LoggerMessage(2002, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(2003, LogLevel.Warning, "The host's time to shut down is over: handlers are cancelled.")]
    public static partial void Cancelling(this ILogger logger);

    [LoggerMessage(2004, LogLevel.Warning, "Stopped while {Running} handlers still run: they do not heed their cancellation token. Their messages are delivered again.")]
    public static partial void StoppedEarly(this ILogger logger, int running);

    [LoggerMessage(2100, LogLevel.Error, "Receiving from {Queue} failed and is tried again until it works. {Advice}")]
    public static partial void ReceiveFailed(this ILogger logger, Exception error, string queue, string advice);

    [LoggerMessage(2101, LogLevel.Information, "Receiving from {Queue} works again, after {Failures} failures.")]
    public static partial void ReceiveRecovered(this ILogger logger, string queue, int failures);

    [LoggerMessage(2102, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}) cannot be read and stays in the queue. {Problem}")]
    public static partial void MessageUnreadable(this ILogger logger, string messageId, int receiveCount, string problem);

    [LoggerMessage(2200, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}): the handler failed at change {ChangeId}, sequence {Sequence}. The message stays in the queue.")]
    public static partial void HandlerFailed(this ILogger logger, Exception error, string messageId, string changeId, SequenceNumber? sequence, int receiveCount);

    [LoggerMessage(2201, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}): the handler cannot be created. The message stays in the queue.")]
    public static partial void HandlerNotCreated(this ILogger logger, Exception error, string messageId, int receiveCount);

    [LoggerMessage(2202, LogLevel.Warning, "Message {MessageId}: the handler was cancelled at change {ChangeId}, sequence {Sequence}. The message is released.")]
    public static partial void HandlerCancelled(this ILogger logger, string messageId, string? changeId, SequenceNumber? sequence);

    [LoggerMessage(2300, LogLevel.Warning, "{What} message {MessageId} failed with {Code}: {Problem} It is delivered again.")]
    public static partial void NotSettled(this ILogger logger, string what, string messageId, string code, string? problem);

    [LoggerMessage(2301, LogLevel.Error, "{What} messages failed; they are delivered again: {MessageIds}. {Advice}")]
    public static partial void BatchNotSettled(this ILogger logger, Exception error, string what, string messageIds, string advice);
}
