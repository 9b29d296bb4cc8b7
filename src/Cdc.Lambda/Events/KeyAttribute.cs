using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Cdc.Lambda.Events;

/// <summary>One key attribute: a string, a number as DynamoDB wrote it, or bytes in base64.</summary>
internal readonly record struct KeyAttribute(string Name, string Value, bool IsNumber)
{
    /// <summary>Reads an attribute value, <c>{"S":"…"}</c>, that comes next.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, string name, out KeyAttribute attribute)
    {
        attribute = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var values = 0;
        var known = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            values++;
            var type = reader.ValueTextEquals("S"u8) ? 'S' : reader.ValueTextEquals("N"u8) ? 'N' : reader.ValueTextEquals("B"u8) ? 'B' : ' ';
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                attribute = new KeyAttribute(name, reader.GetString()!, type == 'N');
                known = IsValid(type, attribute.Value);
            }

            reader.Skip();
        }

        return known && values == 1;
    }

    public void Write(Utf8JsonWriter output)
    {
        output.WritePropertyName(Name);
        if (IsNumber) output.WriteRawValue(Value);
        else output.WriteStringValue(Value);
    }

    // DynamoDB knows no empty key.
    private static bool IsValid(char type, string value) => type switch
    {
        'S' => value.Length > 0,
        'N' => IsJsonNumber(value),
        'B' => value.Length > 0 && Base64.IsValid(value),
        _ => false,
    };

    private static bool IsJsonNumber(string value)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value));
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length == value.Length && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
