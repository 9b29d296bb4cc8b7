using System.Buffers;

namespace Cdc.Testing.EventSource;

/// <summary>Makes an event of records, no larger than an invocation takes.</summary>
internal static class EventPayload
{
    /// <summary>The most bytes that an event has.</summary>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"/></remarks>
    public const int MaxBytes = 6 * 1024 * 1024;

    private static ReadOnlySpan<byte> Start => "{\"Records\":["u8;

    private static ReadOnlySpan<byte> End => "]}"u8;

    /// <summary>How many bytes the event of some records has.</summary>
    public static long SizeOf(int count, long recordBytes) => Start.Length + recordBytes + Math.Max(0, count - 1) + End.Length;

    /// <summary>How many of the records, from the first on, one event takes: at least one.</summary>
    public static int CountThatFits(IReadOnlyList<EventRecord> records, int maxCount)
    {
        var (count, bytes) = (0, 0L);
        while (count < Math.Min(records.Count, maxCount))
        {
            bytes += records[count].Json.Length;
            if (count > 0 && SizeOf(count + 1, bytes) > MaxBytes) break;
            count++;
        }

        return count;
    }

    public static byte[] Write(IReadOnlyList<EventRecord> records)
    {
        var buffer = new ArrayBufferWriter<byte>((int)SizeOf(records.Count, records.Sum(record => (long)record.Json.Length)));
        buffer.Write(Start);
        for (var index = 0; index < records.Count; index++)
        {
            if (index > 0) buffer.Write(","u8);
            buffer.Write(records[index].Json.Span);
        }

        buffer.Write(End);
        return buffer.WrittenSpan.ToArray();
    }
}
