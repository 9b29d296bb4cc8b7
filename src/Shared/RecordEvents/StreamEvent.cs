using System.Buffers;
using System.Text;
using System.Text.Json;
using Cdc.Worker;

namespace Cdc.RecordEvents;

/// <summary>Puts records as the stream answered them together into the event that Lambda would make of them.</summary>
internal static class StreamEvent
{
    /// <param name="records">The records.</param>
    /// <param name="start">The first one to take.</param>
    /// <param name="streamArn">The stream, which the records themselves do not name.</param>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<DynamoDbStreamRecord> records, int start, string streamArn)
    {
        var source = Encoding.UTF8.GetBytes($"{{\"eventSourceARN\":\"{JsonEncodedText.Encode(streamArn)}\"");
        var size = 16;
        for (var index = start; index < records.Count; index++) size += records[index].Json.Length + source.Length + 2;
        var text = new ArrayBufferWriter<byte>(size);
        text.Write("{\"Records\":["u8);
        for (var index = start; index < records.Count; index++)
        {
            if (index > start) text.Write(","u8);
            text.Write(source);

            // The record's own members follow, without its opening brace.
            var members = records[index].Json.Span.TrimStart(" \t\r\n{"u8);
            if (!members.StartsWith("}"u8)) text.Write(","u8);
            text.Write(members);
        }

        text.Write("]}"u8);
        return text.WrittenMemory;
    }
}
