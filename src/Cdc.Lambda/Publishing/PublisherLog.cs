using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Publishing;

/// <summary>Everything the publisher tells; event ids 1000 to 1999.</summary>
internal static partial class PublisherLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Published {Published} records and left out {Filtered}.")]
    public static partial void Published(ILogger logger, int published, int filtered);

    [LoggerMessage(1001, LogLevel.Warning,
        "Published {Published} and left out {Filtered} of {Count} records; Lambda sends the rest again, from sequence number {SequenceNumber}.")]
    public static partial void SentAgain(ILogger logger, int published, int filtered, int count, string sequenceNumber);

    [LoggerMessage(1002, LogLevel.Error,
        "The record with sequence number {SequenceNumber} {Problem}. It is reported as failed, and nothing after it is published.")]
    public static partial void RecordUnreadable(ILogger logger, string sequenceNumber, string problem);

    [LoggerMessage(1003, LogLevel.Error,
        "ShouldPublish failed on event {EventId}, sequence number {SequenceNumber}. The record is reported as failed, and nothing after it is published.")]
    public static partial void DecisionFailed(ILogger logger, Exception exception, string eventId, string sequenceNumber);

    [LoggerMessage(1004, LogLevel.Error,
        "The envelope of event {EventId}, sequence number {SequenceNumber}, has {Size} bytes with its attributes; SNS takes {MaxSize}.")]
    public static partial void EntryTooLarge(ILogger logger, string eventId, string sequenceNumber, int size, int maxSize);

    [LoggerMessage(1005, LogLevel.Error,
        "SNS did not take event {EventId}, sequence number {SequenceNumber}: {Code} {Reason} (sender's fault: {SenderFault}).")]
    public static partial void EntryFailed(ILogger logger, string eventId, string sequenceNumber, string code, string reason, bool senderFault);

    [LoggerMessage(1006, LogLevel.Error, "A call with {Count} records to {TopicArn} failed. {Advice}")]
    public static partial void CallFailed(ILogger logger, Exception exception, int count, string topicArn, string advice);

    [LoggerMessage(1007, LogLevel.Warning, "Less than {Margin} s are left for this invocation: no more calls are started.")]
    public static partial void OutOfTime(ILogger logger, double margin);

    [LoggerMessage(1008, LogLevel.Information, "Event {EventId}, sequence number {SequenceNumber}, failed with {Code} on try {Tries} and is tried again.")]
    public static partial void TryingAgain(ILogger logger, string eventId, string sequenceNumber, string code, int tries);
}
