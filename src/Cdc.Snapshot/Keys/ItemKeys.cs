using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Publisher;

namespace Cdc.Snapshot.Keys;

/// <summary>One attribute of a table's key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">S, N or B.</param>
internal sealed record KeyAttribute(string Name, string Type);

/// <summary>Reads and writes the keys of one table.</summary>
/// <param name="attributes">The partition key, and the sort key where there is one.</param>
internal sealed class ItemKeys(IReadOnlyList<KeyAttribute> attributes)
{
    public IReadOnlyList<KeyAttribute> Attributes { get; } = attributes;

    public static ItemKeys Of(TableDescription table)
    {
        var types = table.AttributeDefinitions.ToDictionary(one => one.AttributeName, one => one.AttributeType.Value, StringComparer.Ordinal);
        return new([.. table.KeySchema.OrderBy(one => one.KeyType == KeyType.HASH ? 0 : 1).Select(one => new KeyAttribute(one.AttributeName, types[one.AttributeName]))]);
    }

    /// <summary>The item's key as an envelope's <c>data</c> has it.</summary>
    public ReadOnlyMemory<byte> DataOf(IReadOnlyDictionary<string, AttributeValue> item) => Attributes.Count == 1
        ? StreamRecord.KeyOf(PartOf(item, Attributes[0]))
        : StreamRecord.KeyOf(PartOf(item, Attributes[0]), PartOf(item, Attributes[1]));

    /// <summary>The key of a stream's record, whose attributes are in DynamoDB's JSON.</summary>
    /// <exception cref="KeyNotFoundException">It lacks one.</exception>
    public ReadOnlyMemory<byte> DataOf(JsonElement keys) =>
        DataOf(Attributes.ToDictionary(one => one.Name, one => ValueOf(one.Type, keys.GetProperty(one.Name).GetProperty(one.Type).GetString()!), StringComparer.Ordinal));

    /// <summary>A key as text from which <see cref="ReadPosition"/> makes it again, in DynamoDB's JSON.</summary>
    public string WritePosition(IReadOnlyDictionary<string, AttributeValue> key)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var attribute in Attributes)
            {
                json.WriteStartObject(attribute.Name);
                json.WriteString(attribute.Type, TextOf(key[attribute.Name], attribute.Type));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <exception cref="CdcSnapshotException">It is no key of this table.</exception>
    public Dictionary<string, AttributeValue> ReadPosition(string position)
    {
        try
        {
            using var json = JsonDocument.Parse(position);
            return Attributes.ToDictionary(one => one.Name, one => ValueOf(one.Type, json.RootElement.GetProperty(one.Name).GetProperty(one.Type).GetString()!));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CdcSnapshotException("The progress holds a position that is no key of this table: was it written for another one? Begin a snapshot with another id.", error);
        }
    }

    /// <summary>A key attribute's value from plain text.</summary>
    /// <exception cref="FormatException">The text is not of the type.</exception>
    public static AttributeValue ValueOf(string type, string text)
    {
        if (text.Length == 0) throw new FormatException("A key is not empty.");
        return type switch
        {
            "S" => new AttributeValue(text),
            "N" => new AttributeValue { N = text },
            _ => new AttributeValue { B = new MemoryStream(Convert.FromBase64String(text)) },
        };
    }

    /// <summary>Reads a key from the JSON that an envelope's <c>data</c> is.</summary>
    /// <returns>What is wrong with it, as the end of a sentence; null where nothing is.</returns>
    public string? TryRead(string line, out ReadOnlyMemory<byte> key)
    {
        key = default;
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return "is no JSON object";
            if (json.RootElement.EnumerateObject().Count() != Attributes.Count) return $"does not have exactly {Expected}";
            var parts = new CdcKeyPart[Attributes.Count];
            for (var index = 0; index < parts.Length; index++)
            {
                var attribute = Attributes[index];
                if (!json.RootElement.TryGetProperty(attribute.Name, out var value)) return $"does not have exactly {Expected}";
                if (value.ValueKind != (attribute.Type == "N" ? JsonValueKind.Number : JsonValueKind.String)) return $"has another type than the table: it needs {Expected}";
                parts[index] = attribute.Type switch
                {
                    "S" => CdcKeyPart.Text(attribute.Name, value.GetString()!),
                    "N" => CdcKeyPart.Number(attribute.Name, value.GetRawText()),
                    _ => CdcKeyPart.Binary(attribute.Name, value.GetBytesFromBase64()),
                };
            }

            key = StreamRecord.KeyOf(parts);
            return null;
        }
        catch (JsonException)
        {
            return "is no JSON object";
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            return $"has a value that no key has: it needs {Expected}";
        }
    }

    private string Expected => string.Join(" and ", Attributes.Select(one => $"{one.Name} ({one.Type})"));

    private static CdcKeyPart PartOf(IReadOnlyDictionary<string, AttributeValue> item, KeyAttribute attribute)
    {
        var value = item[attribute.Name];
        return attribute.Type switch
        {
            "S" => CdcKeyPart.Text(attribute.Name, value.S),
            "N" => CdcKeyPart.Number(attribute.Name, value.N),
            _ => CdcKeyPart.Binary(attribute.Name, value.B.ToArray()),
        };
    }

    private static string TextOf(AttributeValue value, string type) => type switch
    {
        "S" => value.S,
        "N" => value.N,
        _ => Convert.ToBase64String(value.B.ToArray()),
    };
}
