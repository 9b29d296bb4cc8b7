using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Logging;

/// <summary>Everything a snapshot tells; event ids 1300 to 1399.</summary>
internal static partial class SnapshotLog
{
    [LoggerMessage(1300, LogLevel.Information, "Snapshot {Snapshot} begins: {Table} in {Segments} segments, to {Target}.")]
    public static partial void Began(ILogger logger, string snapshot, string table, int segments, string target);

    [LoggerMessage(1301, LogLevel.Information, "Snapshot {Snapshot} goes on: {Done} of {Segments} segments are done, {Sent} items are sent.")]
    public static partial void GoesOn(ILogger logger, string snapshot, int done, int segments, long sent);

    [LoggerMessage(1302, LogLevel.Warning, "Snapshot {Snapshot} was {Status} before, and nothing is sent. Take another id to run it once more.")]
    public static partial void HadEnded(ILogger logger, string snapshot, SnapshotStatus status);

    [LoggerMessage(1303, LogLevel.Warning, "Snapshot {Snapshot} is paused, and nothing is sent until it is resumed.")]
    public static partial void IsPaused(ILogger logger, string snapshot);

    [LoggerMessage(1304, LogLevel.Information, "Snapshot {Snapshot} is {Status}: {Read} items read, {Sent} sent, {Done} of {Segments} segments done, {Units} read units.")]
    public static partial void Ended(ILogger logger, string snapshot, SnapshotStatus status, long read, long sent, int done, int segments, double units);

    [LoggerMessage(1305, LogLevel.Information, "Snapshot {Snapshot}: {Read} of about {Estimated} items read, {Sent} sent, {Done} of {Segments} segments done, {Units} read units, {Left} s left.")]
    public static partial void Progress(ILogger logger, string snapshot, long read, long? estimated, long sent, int done, int segments, double units, double? left);

    [LoggerMessage(1306, LogLevel.Information, "Snapshot {Snapshot} became {Status}.")]
    public static partial void StatusSet(ILogger logger, string snapshot, SnapshotStatus status);

    [LoggerMessage(1310, LogLevel.Debug, "Reads segment {Segment}; {Sent} items of it are sent.")]
    public static partial void Taken(ILogger logger, int segment, long sent);

    [LoggerMessage(1311, LogLevel.Debug, "Segment {Segment} is done: {Sent} items sent.")]
    public static partial void SegmentDone(ILogger logger, int segment, long sent);

    [LoggerMessage(1312, LogLevel.Information, "Another process has segment {Segment}; a page of it is sent twice.")]
    public static partial void Lost(ILogger logger, int segment);

    [LoggerMessage(1313, LogLevel.Warning, "Segment {Segment} could not be given up; it is taken again when its lease has expired.")]
    public static partial void ReleaseFailed(ILogger logger, Exception exception, int segment);

    [LoggerMessage(1320, LogLevel.Warning, "{What} failed with {Code}; tried again in {Delay} ms.")]
    public static partial void TryingAgain(ILogger logger, string what, string code, double delay);

    [LoggerMessage(1330, LogLevel.Information, "Replays the changes of table {Table} since {Since:O} to {Queue}, from {Stream}.")]
    public static partial void ReplayBegan(ILogger logger, string table, DateTimeOffset since, string queue, string stream);

    [LoggerMessage(1331, LogLevel.Information, "The replay is done: {Read} records read, {Sent} changes sent, {Shards} shards.")]
    public static partial void ReplayDone(ILogger logger, long read, long sent, int shards);

    [LoggerMessage(1332, LogLevel.Warning, "The stream has forgotten records of shard {Shard} while it was being read: changes may be missing. Take a snapshot of the table where that matters.")]
    public static partial void Trimmed(ILogger logger, string shard);
}
