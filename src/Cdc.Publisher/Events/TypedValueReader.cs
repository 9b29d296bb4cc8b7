using System.Buffers.Text;
using System.Text.Json;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>Reads attribute values, <c>{"S":"…"}</c>: an object with one type letter.</summary>
internal static class TypedValueReader
{
    /// <summary>Reads a key attribute's value, which comes next, as JSON: a string or a number.</summary>
    /// <returns>Whether it is S, N or B with a value. DynamoDB knows no empty key.</returns>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static bool TryReadKey(Utf8Arena text, ref Utf8JsonReader reader, out TextRange json)
    {
        json = default;
        var known = false;
        var values = 0;
        if (!TryEnter(ref reader)) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var type = TypeOf(ref reader);
            reader.Read();
            // AWS's Lambda Test Tool writes every type letter, all but one with null.
            if (reader.TokenType == JsonTokenType.Null) continue;
            values++;
            if (reader.TokenType != JsonTokenType.String) reader.Skip();
            else known = TryReadKey(text, ref reader, type, out json);
        }

        return known && values == 1;
    }

    /// <summary>Reads a value, which comes next, as a message attribute: S, N, BOOL and SS; what is empty or of another type is none.</summary>
    /// <returns>False where it is no attribute value.</returns>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static bool TryReadImage(Utf8Arena text, ref Utf8JsonReader reader, out string? dataType, out TextRange value)
    {
        dataType = null;
        value = default;
        var values = 0;
        if (!TryEnter(ref reader)) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var type = TypeOf(ref reader);
            var isFlag = reader.ValueTextEquals("BOOL"u8) || reader.ValueTextEquals("bool"u8);
            var isSet = reader.ValueTextEquals("SS"u8) || reader.ValueTextEquals("ss"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            values++;
            if (isSet) ReadSet(text, ref reader, ref dataType, ref value);
            else ReadScalar(text, ref reader, type, isFlag, ref dataType, ref value);
        }

        return values == 1;
    }

    private static bool TryReadKey(Utf8Arena text, ref Utf8JsonReader reader, char type, out TextRange json)
    {
        json = default;
        if (type is not ('S' or 'N' or 'B')) return false;
        if (type == 'S')
        {
            json = JsonText.AppendQuoted(text, ref reader);
            return json.Length > 2;
        }

        json = JsonText.Append(text, ref reader);
        if (type == 'N') return IsJsonNumber(text[json]);
        var isBinary = json.Length > 0 && Base64.IsValid(text[json]);
        text.Truncate(json.Start);
        json = JsonText.AppendQuoted(text, ref reader);
        return isBinary;
    }

    private static void ReadScalar(Utf8Arena text, ref Utf8JsonReader reader, char type, bool isFlag, ref string? dataType, ref TextRange value)
    {
        if (isFlag && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            value = text.Append(reader.ValueSpan);
            dataType = "String";
        }
        else if (type is 'S' or 'N' && reader.TokenType == JsonTokenType.String)
        {
            value = JsonText.Append(text, ref reader);
            dataType = value.Length == 0 ? null : type == 'N' ? "Number" : "String";
        }

        reader.Skip();
    }

    private static void ReadSet(Utf8Arena text, ref Utf8JsonReader reader, ref string? dataType, ref TextRange value)
    {
        var start = text.Position;
        var separator = (byte)'[';
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            text.Append(separator);
            separator = (byte)',';
            if (reader.TokenType == JsonTokenType.String) JsonText.AppendQuoted(text, ref reader);
            else text.Append("null"u8);
            reader.Skip();
        }

        if (separator == (byte)'[') return;
        text.Append((byte)']');
        value = text.Since(start);
        dataType = "String.Array";
    }

    private static char TypeOf(ref Utf8JsonReader reader) =>
        Is(ref reader, "S"u8, "s"u8) ? 'S' : Is(ref reader, "N"u8, "n"u8) ? 'N' : Is(ref reader, "B"u8, "b"u8) ? 'B' : ' ';

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> letter, ReadOnlySpan<byte> small) => reader.ValueTextEquals(letter) || reader.ValueTextEquals(small);

    private static bool TryEnter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject) return true;
        reader.Skip();
        return false;
    }

    public static bool IsJsonNumber(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length == utf8.Length && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
