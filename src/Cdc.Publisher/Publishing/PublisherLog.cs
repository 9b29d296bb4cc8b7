using Microsoft.Extensions.Logging;

namespace Cdc.Publisher.Publishing;

/// <summary>Everything the publisher tells; event ids 1000 to 1099.</summary>
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
        "{Rule} failed on event {EventId}, sequence number {SequenceNumber}. The record is reported as failed, and nothing after it is published.")]
    public static partial void RuleFailed(ILogger logger, Exception exception, string rule, string eventId, string sequenceNumber);

    [LoggerMessage(1004, LogLevel.Error, "The message of event {EventId}, sequence number {SequenceNumber}, {Problem}. It is not sent.")]
    public static partial void Unsendable(ILogger logger, string eventId, string sequenceNumber, string problem);

    [LoggerMessage(1005, LogLevel.Error,
        "SNS did not take event {EventId}, sequence number {SequenceNumber}: {Code} {Reason} (sender's fault: {SenderFault}).")]
    public static partial void EntryFailed(ILogger logger, string eventId, string sequenceNumber, string code, string reason, bool senderFault);

    [LoggerMessage(1006, LogLevel.Error, "A call with {Count} records to {TopicArn} failed. {Advice}")]
    public static partial void CallFailed(ILogger logger, Exception exception, int count, string topicArn, string advice);

    [LoggerMessage(1007, LogLevel.Warning, "Less than {Margin} s are left for this invocation: no more calls are started.")]
    public static partial void OutOfTime(ILogger logger, double margin);

    [LoggerMessage(1008, LogLevel.Information, "Event {EventId}, sequence number {SequenceNumber}, failed with {Code} on try {Tries} and is tried again.")]
    public static partial void TryingAgain(ILogger logger, string eventId, string sequenceNumber, string code, int tries);

    [LoggerMessage(1009, LogLevel.Error, "Event {EventId}, sequence number {SequenceNumber}, goes to {ParkingTopicArn}: {Code} {Reason}")]
    public static partial void Parking(ILogger logger, string eventId, string sequenceNumber, string parkingTopicArn, string code, string reason);

    [LoggerMessage(1010, LogLevel.Error, "Event {EventId}, sequence number {SequenceNumber}, is left out for good: {Code} {Reason}")]
    public static partial void Skipped(ILogger logger, string eventId, string sequenceNumber, string code, string reason);

    [LoggerMessage(1011, LogLevel.Warning,
        "The message of event {EventId}, sequence number {SequenceNumber}, goes without its attribute {Attribute}: SNS takes no value that is empty or has control characters.")]
    public static partial void AttributeLeftOut(ILogger logger, string attribute, string eventId, string sequenceNumber);

    [LoggerMessage(1012, LogLevel.Information, "SNS refused a call with {Count} records because of one of them ({Code}): each is sent by itself.")]
    public static partial void Isolating(ILogger logger, int count, string code);

    [LoggerMessage(1015, LogLevel.Warning,
        "Records of table {Table} lack an image that {Need} needs: the stream's view type is {ViewType}. Give the table a stream with NEW_AND_OLD_IMAGES, or do without the setting.")]
    public static partial void ImageMissing(ILogger logger, string table, string viewType, string need);

    [LoggerMessage(1016, LogLevel.Warning, "Event {EventId}, sequence number {SequenceNumber}, goes on without {Part}, whose form is not known.")]
    public static partial void PartLeftOut(ILogger logger, string eventId, string sequenceNumber, string part);

    [LoggerMessage(1013, LogLevel.Information, "SNS refused a message with {Count} records because of one of them ({Code}): they are sent in two messages.")]
    public static partial void TakingApart(ILogger logger, int count, string code);

    [LoggerMessage(1014, LogLevel.Error,
        "SNS refused each of {Count} records alike when it was sent by itself ({Code}): that is no single message's fault, so none is parked or left out. Check the topic and the settings.")]
    public static partial void RefusedAlike(ILogger logger, int count, string code);
}
