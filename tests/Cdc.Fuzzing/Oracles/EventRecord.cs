using System.Text.Json;

namespace Cdc.Fuzzing.Oracles;

/// <summary>A record of a stream event as another parser than the publisher's sees it. Of what stands there twice the last counts.</summary>
/// <param name="Sequence">Its sequence number's text.</param>
/// <param name="EventName">INSERT and so on.</param>
/// <param name="StreamArn">Where it comes from.</param>
/// <param name="Keys">Its key attributes.</param>
internal sealed record EventRecord(string? Sequence, string? EventName, string? StreamArn, JsonElement Keys)
{
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = 512 };

    /// <exception cref="JsonException">The event is not JSON.</exception>
    public static List<EventRecord> ReadAll(byte[] streamEvent)
    {
        using var document = JsonDocument.Parse(streamEvent, _options);
        var root = document.RootElement.Clone();
        if (root.ValueKind == JsonValueKind.Array) return [.. root.EnumerateArray().Select(Read)];
        return [.. root.EnumerateObject()
            .Where(member => (member.NameEquals("Records"u8) || member.NameEquals("records"u8)) && member.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(member => member.Value.EnumerateArray())
            .Select(Read)];
    }

    /// <summary>Whether an envelope's data are this record's key: each attribute with its value, without DynamoDB's type letters.</summary>
    public bool HasKey(JsonElement data)
    {
        if (Keys.ValueKind != JsonValueKind.Object || data.ValueKind != JsonValueKind.Object) return false;
        var attributes = Keys.EnumerateObject().ToList();
        return attributes.Count == data.EnumerateObject().Count()
            && attributes.All(attribute => data.TryGetProperty(attribute.Name, out var value) && IsValue(attribute.Value, value));
    }

    private static bool IsValue(JsonElement attribute, JsonElement value)
    {
        if (attribute.ValueKind != JsonValueKind.Object || attribute.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null).ToList() is not [var typed] || typed.Value.ValueKind != JsonValueKind.String) return false;
        return typed.Name is "N" or "n"
            ? value.ValueKind == JsonValueKind.Number && value.GetRawText() == typed.Value.TextOf()
            : typed.Name is "S" or "B" or "s" or "b" && value.ValueKind == JsonValueKind.String && value.TextOf() == typed.Value.TextOf();
    }

    private static EventRecord Read(JsonElement record)
    {
        string? sequence = null, eventName = null, arn = null;
        JsonElement keys = default;
        foreach (var member in record.EnumerateObject())
        {
            if (member.NameEquals("eventName"u8)) eventName = member.Value.TextOf();
            else if (member.NameEquals("eventSourceARN"u8) || member.NameEquals("eventSourceArn"u8)) arn = member.Value.TextOf();
            else if (member.NameEquals("dynamodb"u8) && member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in member.Value.EnumerateObject())
                {
                    if (inner.NameEquals("SequenceNumber"u8) || inner.NameEquals("sequenceNumber"u8)) sequence = inner.Value.TextOf();
                    else if (inner.NameEquals("Keys"u8) || inner.NameEquals("keys"u8)) keys = inner.Value;
                }
            }
        }

        return new EventRecord(sequence, eventName, arn, keys);
    }
}
