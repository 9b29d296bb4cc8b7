using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>Everything the event source mapping tells; event ids 3000 to 3099.</summary>
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
}
