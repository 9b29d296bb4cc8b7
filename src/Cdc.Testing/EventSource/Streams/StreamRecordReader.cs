using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Cdc.Worker;

namespace Cdc.Testing.EventSource.Streams;

/// <summary>Turns a record as DynamoDB Streams answers it into one as Lambda hands it on.</summary>
internal static class StreamRecordReader
{
    /// <summary>Seconds have ten digits for centuries to come; some sources write milliseconds.</summary>
    private const double FirstMilliseconds = 100_000_000_000;

    /// <summary>The images in a record nest 32 levels deep, and each takes two of JSON's.</summary>
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 128 };

    public static StreamEventRecord Read(DynamoDbStreamRecord record, string streamArn, TimeSpan readAt)
    {
        using var document = JsonDocument.Parse(record.Json, _reading);
        var change = document.RootElement.TryGetProperty("dynamodb", out var found) && found.ValueKind == JsonValueKind.Object ? found : default(JsonElement?);
        return new StreamEventRecord
        {
            Id = record.SequenceNumber,
            Json = Write(document.RootElement, streamArn),
            Item = Member(change, "Keys") is { ValueKind: JsonValueKind.Object } keys ? HashOf(keys) : 0,
            CreatedAt = Member(change, "ApproximateCreationDateTime") is { } created ? ReadTime(created) : null,
            ReadAt = readAt,
        };
    }

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { } element && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>Adds up the hashes of the key attributes, as their order says nothing.</summary>
    private static ulong HashOf(JsonElement keys)
    {
        var hash = 0UL;
        foreach (var attribute in keys.EnumerateObject())
            hash += XxHash3.HashToUInt64(JsonMarshal.GetRawUtf8Value(attribute.Value), (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(attribute.Name)));
        return hash;
    }

    private static DateTimeOffset? ReadTime(JsonElement value)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var text) => text,
            _ => double.NaN,
        };
        if (number is not (>= 0 and < FirstMilliseconds * 1000)) return null;
        return DateTimeOffset.UnixEpoch + (number < FirstMilliseconds ? TimeSpan.FromSeconds(number) : TimeSpan.FromMilliseconds(number));
    }

    private static ReadOnlyMemory<byte> Write(JsonElement record, string streamArn)
    {
        var buffer = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(record).Length + streamArn.Length + 64);
        using (var output = new Utf8JsonWriter(buffer))
        {
            output.WriteStartObject();
            foreach (var property in record.EnumerateObject())
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
