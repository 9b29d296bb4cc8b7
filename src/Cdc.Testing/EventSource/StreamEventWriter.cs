using System.Buffers;
using System.Text.Json;

namespace Cdc.Testing.EventSource;

/// <summary>Writes records as the event that Lambda gives a function.</summary>
internal static class StreamEventWriter
{
    /// <summary>The most bytes that an event has.</summary>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"/></remarks>
    public const int MaxBytes = 6 * 1024 * 1024;

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
        var buffer = new ArrayBufferWriter<byte>(512);
        using var document = JsonDocument.Parse(record.Json);
        using (var output = new Utf8JsonWriter(buffer))
        {
            output.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("userIdentity")) WriteUserIdentity(output, property.Value);
                else property.WriteTo(output);
            }

            output.WriteString("eventSourceARN", streamArn);
            output.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // The Streams API spells Type and PrincipalId, Lambda type and principalId.
    private static void WriteUserIdentity(Utf8JsonWriter output, JsonElement userIdentity)
    {
        if (userIdentity.ValueKind != JsonValueKind.Object) return;
        output.WriteStartObject("userIdentity");
        foreach (var property in userIdentity.EnumerateObject())
        {
            output.WritePropertyName(char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);
            property.Value.WriteTo(output);
        }

        output.WriteEndObject();
    }
}
