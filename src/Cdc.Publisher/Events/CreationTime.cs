using System.Globalization;
using System.Text.Json;

namespace Cdc.Publisher.Events;

/// <summary>Reads <c>ApproximateCreationDateTime</c> in each form that it has been seen in.</summary>
internal static class CreationTime
{
    // In seconds this is the year 5138, in milliseconds March 1973: no table's change is on the wrong side.
    private const decimal SmallestMilliseconds = 100_000_000_000;

    private static readonly decimal _latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads the value that the reader is on: a number, or a number in a string, of seconds or milliseconds since 1970, or an ISO 8601 text; null is no time.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out long? milliseconds)
    {
        milliseconds = null;
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (!TryReadNumber(ref reader, out var number)) return TryReadIso(ref reader, out milliseconds);
        if (number < 0) return false;
        var exact = number >= SmallestMilliseconds ? number : number * 1000;
        if (exact > _latest) return false;
        milliseconds = (long)exact;
        return true;
    }

    // AWS's Lambda Test Tool writes times as .NET does.
    private static bool TryReadIso(ref Utf8JsonReader reader, out long? milliseconds)
    {
        milliseconds = null;
        if (reader.TokenType != JsonTokenType.String) return false;
        if (!DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) || time < DateTimeOffset.UnixEpoch) return false;
        milliseconds = time.ToUnixTimeMilliseconds();
        return true;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, out decimal number)
    {
        number = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDecimal(out number),
            JsonTokenType.String when !reader.ValueIsEscaped => decimal.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            JsonTokenType.String => decimal.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }
}
