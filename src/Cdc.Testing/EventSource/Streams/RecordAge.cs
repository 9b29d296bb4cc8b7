namespace Cdc.Testing.EventSource.Streams;

/// <summary>Says which records are too old to be sent.</summary>
internal static class RecordAge
{
    /// <summary>How long a stream keeps a record. The stream no longer has what the mapping held for longer.</summary>
    /// <remarks><see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"/></remarks>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>How many records, from the first on, are too old.</summary>
    /// <param name="records">The records, in order.</param>
    /// <param name="maximum">The most time since the change; null for as long as the stream keeps it.</param>
    /// <param name="utcNow">The time of day.</param>
    /// <param name="now">The time on the clock of <see cref="StreamEventRecord.ReadAt"/>.</param>
    public static int CountTooOld(IReadOnlyList<StreamEventRecord> records, TimeSpan? maximum, DateTimeOffset utcNow, TimeSpan now) =>
        records.TakeWhile(record => now - record.ReadAt > Retention || utcNow - record.CreatedAt > maximum).Count();
}
