using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>The log of the event source mappings; event ids 3000 to 3099.</summary>
internal static partial class MappingLog
{
    [LoggerMessage(3000, LogLevel.Error, "The function failed on {Count} records.")]
    public static partial void FunctionFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(3001, LogLevel.Warning, "Sending {Count} records again from sequence number {SequenceNumber}, in {DelayMilliseconds} ms.")]
    public static partial void SendingAgain(ILogger logger, int count, string sequenceNumber, double delayMilliseconds);

    [LoggerMessage(3002, LogLevel.Warning, "Reading {Place} failed; trying again in {DelayMilliseconds} ms.")]
    public static partial void ReadFailed(ILogger logger, Exception exception, string place, double delayMilliseconds);

    [LoggerMessage(3003, LogLevel.Error, "Records of shard {ShardId} were trimmed before they were read; going on with the oldest that is left.")]
    public static partial void Trimmed(ILogger logger, string shardId);

    [LoggerMessage(3004, LogLevel.Error, "Shard {ShardId} was trimmed before it was read to its end; going on with its children.")]
    public static partial void Gone(ILogger logger, string shardId);

    [LoggerMessage(3005, LogLevel.Warning, "The function was throttled on {Count} records.")]
    public static partial void Throttled(ILogger logger, Exception exception, int count);

    [LoggerMessage(3006, LogLevel.Error, "Giving up {Count} records of shard {ShardId}, from sequence number {First} to {Last}: {Condition}.")]
    public static partial void GivenUp(ILogger logger, int count, string shardId, string first, string last, string condition);

    [LoggerMessage(3007, LogLevel.Error, "The on-failure destination {Arn} did not take what was given up; trying again in {DelayMilliseconds} ms.")]
    public static partial void DestinationFailed(ILogger logger, Exception exception, string arn, double delayMilliseconds);

    [LoggerMessage(3008, LogLevel.Warning, "{Count} messages stay in the queue: the function did not accept them.")]
    public static partial void MessagesStay(ILogger logger, int count);

    [LoggerMessage(3009, LogLevel.Error, "{Count} messages that are done with could not be deleted, and will come again.")]
    public static partial void NotDeleted(ILogger logger, Exception? exception, int count);

    [LoggerMessage(3010, LogLevel.Critical, "Shard {ShardId} is not read any more: something broke that no rule covers.")]
    public static partial void Broken(ILogger logger, Exception exception, string shardId);
}
