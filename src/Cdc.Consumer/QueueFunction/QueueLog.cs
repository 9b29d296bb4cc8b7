using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.QueueFunction;

/// <summary>Everything that a queue handler logs: event ids 2800 to 2899, which never change their meaning.</summary>
internal static partial class QueueLog
{
    [LoggerMessage(2800, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}) cannot be read. {Problem}")]
    public static partial void MessageUnreadable(this ILogger logger, string messageId, int receiveCount, string problem);

    [LoggerMessage(2801, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}): change {ChangeId}, sequence {Sequence}, failed. The message is reported as failed.")]
    public static partial void ChangeFailed(this ILogger logger, Exception error, string messageId, string changeId, SequenceNumber? sequence, int receiveCount);

    [LoggerMessage(2802, LogLevel.Warning, "Message {MessageId} is reported as failed: an earlier message of its FIFO group failed and must come first.")]
    public static partial void GroupStopped(this ILogger logger, string messageId);

    [LoggerMessage(2803, LogLevel.Warning, "The invocation's time is over: {Unfinished} of {Count} messages are not handled and are reported as failed. {StillRunning} handlers do not heed their cancellation token.")]
    public static partial void OutOfTime(this ILogger logger, int unfinished, int count, int stillRunning);

    [LoggerMessage(2804, LogLevel.Debug, "Message {MessageId}: change {ChangeId}, sequence {Sequence}, is not newer than what was handled, and is left out.")]
    public static partial void ChangeStale(this ILogger logger, string messageId, string changeId, SequenceNumber? sequence);

    [LoggerMessage(2805, LogLevel.Error, "Message {MessageId}: the handler rejected change {ChangeId}, sequence {Sequence}. {Consequence}")]
    public static partial void ChangeRejected(this ILogger logger, Exception error, string messageId, string changeId, SequenceNumber? sequence, string consequence);

    [LoggerMessage(2806, LogLevel.Error, "Message {MessageId} (receive {ReceiveCount}): the handler cannot be created. The message is reported as failed.")]
    public static partial void HandlerNotCreated(this ILogger logger, Exception error, string messageId, int receiveCount);

    [LoggerMessage(2807, LogLevel.Error, "Message {MessageId} could not be sent to the dead-letter queue and is reported as failed. {Advice}")]
    public static partial void NotDeadLettered(this ILogger logger, Exception error, string messageId, string advice);
}
