using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Logging;

/// <summary>What is logged of registration and routes: event ids 2400 to 2499, which never change their meaning.</summary>
internal static partial class HandlingLog
{
    [LoggerMessage(2400, LogLevel.Warning, "The configuration has {Key}, which is no option and is passed over. {Advice}")]
    public static partial void UnknownOption(this ILogger logger, string key, string advice);

    [LoggerMessage(2401, LogLevel.Information, "{Count} changes were older than their items' marks and were left out; the last is change {ChangeId} of {Source}, sequence {Sequence}.")]
    public static partial void ChangesStale(this ILogger logger, int count, string changeId, string source, SequenceNumber? sequence);

    [LoggerMessage(2402, LogLevel.Warning, "A mark of {Source}, {Mark}, was set at {MovedAt} and cannot be true: change {ChangeId}, sequence {Sequence}, happened later. The change is handled, and the mark put back. See who may send to the queue.")]
    public static partial void MarkRefuted(this ILogger logger, string source, SequenceNumber mark, DateTimeOffset? movedAt, string changeId, SequenceNumber? sequence);
}
