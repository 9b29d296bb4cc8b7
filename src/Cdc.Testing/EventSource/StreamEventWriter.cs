using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Cdc.Testing.EventSource;

/// <summary>Writes records as the event that Lambda gives a function.</summary>
internal static class StreamEventWriter
{
    /// <summary>The most bytes that an event has.</summary>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"/></remarks>
    public const int MaxBytes = 6 * 1024 * 1024;

    /// <summary>The images in a record nest 32 levels deep, and each takes two of JSON's.</summary>
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 128 };

    /// <summary>Writes as many records as fit, at least one.</summary>
    /// <returns>The event, and how many records it holds.</returns>
    public static (ReadOnlyMemory<byte> Event, int Count) Write(IReadOnlyList<DynamoDbStreamRecord> records, string streamArn, int maxCount)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        buffer.Write("{\"Records\":["u8);
        var count = 0;
        foreach (var record in records.Take(maxCount))
        {
            var json = WriteRecord(record, streamArn);
            if (count > 0 && buffer.WrittenCount + json.Length + 3 > MaxBytes) break;
            if (count > 0) buffer.Write(","u8);
            buffer.Write(json.Span);
            count++;
        }

        buffer.Write("]}"u8);
        return (buffer.WrittenMemory, count);
    }

    private static ReadOnlyMemory<byte> WriteRecord(DynamoDbStreamRecord record, string streamArn)
    {
        var buffer = new ArrayBufferWriter<byte>(record.Json.Length + streamArn.Length + 64);
        using var document = JsonDocument.Parse(record.Json, _reading);
        using (var output = new Utf8JsonWriter(buffer))
        {
            output.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                output.WritePropertyName(property.Name);
                if (property.Name == "userIdentity" && property.Value.ValueKind == JsonValueKind.Object) WriteUserIdentity(output, property.Value);
                else WriteAsItIs(output, property.Value);
            }

            output.WriteString("eventSourceARN", streamArn);
            output.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteUserIdentity(Utf8JsonWriter output, JsonElement userIdentity)
    {
        output.WriteStartObject();
        foreach (var property in userIdentity.EnumerateObject())
        {
            output.WritePropertyName(property.Name switch { "Type" => "type", "PrincipalId" => "principalId", var name => name });
            WriteAsItIs(output, property.Value);
        }

        output.WriteEndObject();
    }

    /// <summary>Leaves every escape and digit as the stream wrote it, so that the event is no longer than what was read.</summary>
    private static void WriteAsItIs(Utf8JsonWriter output, JsonElement value) =>
        output.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
