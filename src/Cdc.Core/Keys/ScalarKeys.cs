using System.Text;
using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>Reads and writes the value of a single key attribute.</summary>
internal delegate bool ScalarReader<TKey>(ref Utf8JsonReader reader, out TKey key);

internal sealed record ScalarKey<TKey>(string Expected, ScalarReader<TKey> Read, Action<Utf8JsonWriter, TKey> Write);

internal static class ScalarKeys
{
    public static readonly ScalarKey<string> Text = new("a string or a number", TryReadText, (output, key) => output.WriteStringValue(key));

    public static readonly ScalarKey<Guid> Guid = new("a GUID", TryReadGuid, (output, key) => output.WriteStringValue(key));

    public static readonly ScalarKey<long> Int64 = new("a whole number of 64 bits", TryReadInt64, (output, key) => output.WriteNumberValue(key));

    public static readonly ScalarKey<decimal> Decimal =
        new("a number that decimal holds without rounding", TryReadDecimal, (output, key) => output.WriteNumberValue(key));

    private static bool TryReadText(ref Utf8JsonReader reader, out string key)
    {
        key = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => "",
        };
        return key.Length > 0;
    }

    private static bool TryReadGuid(ref Utf8JsonReader reader, out Guid key)
    {
        key = default;
        return reader.TokenType == JsonTokenType.String && System.Guid.TryParse(reader.GetString(), out key);
    }

    private static bool TryReadInt64(ref Utf8JsonReader reader, out long key)
    {
        key = 0;
        if (reader.TokenType != JsonTokenType.Number) return false;
        if (reader.TryGetInt64(out key)) return true;
        if (!TryReadDecimal(ref reader, out var number) || decimal.Truncate(number) != number
            || number is < long.MinValue or > long.MaxValue) return false;
        key = (long)number;
        return true;
    }

    private static bool TryReadDecimal(ref Utf8JsonReader reader, out decimal key)
    {
        key = 0;
        return reader.TokenType == JsonTokenType.Number && ExactNumbers.TryGetDecimal(ref reader, out key);
    }
}
