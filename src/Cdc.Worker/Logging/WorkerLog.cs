using Microsoft.Extensions.Logging;

namespace Cdc.Worker.Logging;

/// <summary>Everything a worker tells; event ids 1200 to 1299.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(1200, LogLevel.Information, "Worker {Worker} follows table {Table}.")]
    public static partial void Started(ILogger logger, string worker, string table);

    [LoggerMessage(1201, LogLevel.Information, "Stopping: {Leases} leases are given up as soon as what is under way is published.")]
    public static partial void Stopping(ILogger logger, int leases);

    [LoggerMessage(1202, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(1203, LogLevel.Information, "Paused.")]
    public static partial void Paused(ILogger logger);

    [LoggerMessage(1204, LogLevel.Information, "Resumed.")]
    public static partial void Resumed(ILogger logger);

    [LoggerMessage(1210, LogLevel.Information, "Reads shard {Shard} behind {Checkpoint}; before, its lease was {Before}'s.")]
    public static partial void Taken(ILogger logger, string shard, string checkpoint, string before);

    [LoggerMessage(1211, LogLevel.Information, "Another worker has shard {Shard}; it goes on behind {Checkpoint} or before it.")]
    public static partial void Lost(ILogger logger, string shard, string checkpoint);

    [LoggerMessage(1212, LogLevel.Information, "Handed shard {Shard} over to {To}, behind {Checkpoint}.")]
    public static partial void HandedOver(ILogger logger, string shard, string to, string checkpoint);

    [LoggerMessage(1213, LogLevel.Information, "Gave shard {Shard} up, behind {Checkpoint}.")]
    public static partial void Released(ILogger logger, string shard, string checkpoint);

    [LoggerMessage(1214, LogLevel.Information, "Shard {Shard} is published to its end; {Children} shards continue it.")]
    public static partial void Finished(ILogger logger, string shard, int children);

    [LoggerMessage(1215, LogLevel.Information, "Asks {Owner} for shard {Shard}.")]
    public static partial void Asked(ILogger logger, string owner, string shard);

    [LoggerMessage(1216, LogLevel.Warning, "The lease of shard {Shard} was removed from its table while it was held: it is made again.")]
    public static partial void LeaseMadeAnew(ILogger logger, string shard);

    [LoggerMessage(1217, LogLevel.Warning, "The lease of shard {Shard} could not be renewed; {Left} s are left of it.")]
    public static partial void RenewFailed(ILogger logger, Exception exception, string shard, double left);

    [LoggerMessage(1218, LogLevel.Error, "The lease of shard {Shard} could not be given up; another worker takes it when it expires.")]
    public static partial void ReleaseFailed(ILogger logger, Exception exception, string shard);

    [LoggerMessage(1220, LogLevel.Information, "Found shard {Shard} of {Stream}; it is begun at {Checkpoint}.")]
    public static partial void ShardFound(ILogger logger, string shard, string stream, string checkpoint);

    [LoggerMessage(1221, LogLevel.Information, "Removed the lease of shard {Shard}, which its stream has forgotten.")]
    public static partial void LeaseRemoved(ILogger logger, string shard);

    [LoggerMessage(1222, LogLevel.Warning, "Shard {Shard} has ended, and no shard that continues it is listed yet; it is looked for every {Interval} s.")]
    public static partial void NoChildren(ILogger logger, string shard, double interval);

    [LoggerMessage(1223, LogLevel.Error, "Table {Table} has no stream to follow: switch one on, with any view type. It is looked for every {Interval} s.")]
    public static partial void NoStream(ILogger logger, string table, double interval);

    [LoggerMessage(1230, LogLevel.Warning, "{What} failed; tried again in {Delay} ms.")]
    public static partial void TryingAgain(ILogger logger, Exception exception, string what, double delay);

    [LoggerMessage(1231, LogLevel.Warning, "Shard {Shard}: nothing behind {Checkpoint} could be published, from sequence number {SequenceNumber} on; tried again in {Delay} ms.")]
    public static partial void NotPublished(ILogger logger, string shard, string checkpoint, string sequenceNumber, double delay);

    [LoggerMessage(1232, LogLevel.Critical,
        "Shard {Shard}: the stream has forgotten records behind {Checkpoint} before they were read. Changes are lost; consumers that need them take a snapshot of the table.")]
    public static partial void Trimmed(ILogger logger, string shard, string checkpoint);

    [LoggerMessage(1233, LogLevel.Error, "Reading shard {Shard} ended unexpectedly; its lease is given up.")]
    public static partial void Broken(ILogger logger, Exception exception, string shard);
}
