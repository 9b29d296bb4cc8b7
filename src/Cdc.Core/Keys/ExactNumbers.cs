using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>Tells whether a number of up to 38 digits survives a .NET type: two keys must never become one by rounding.</summary>
internal static class ExactNumbers
{
    /// <summary>Whether the number that the reader is on can be read as the type without losing a digit; true for types that fail by themselves.</summary>
    public static bool Fits(ref Utf8JsonReader reader, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(decimal)) return TryGetDecimal(ref reader, out _);
        if (type == typeof(double))
            return reader.TryGetDouble(out var number) && Same(reader.ValueSpan, number.ToString("R", CultureInfo.InvariantCulture));
        if (type == typeof(float))
            return reader.TryGetSingle(out var number) && Same(reader.ValueSpan, number.ToString("R", CultureInfo.InvariantCulture));
        return true;
    }

    public static bool TryGetDecimal(ref Utf8JsonReader reader, out decimal number) =>
        reader.TryGetDecimal(out number) && Same(reader.ValueSpan, number.ToString(CultureInfo.InvariantCulture));

    private static bool Same(ReadOnlySpan<byte> written, string read) =>
        SignificantDigits(written).SequenceEqual(SignificantDigits(Encoding.UTF8.GetBytes(read)));

    /// <summary>The digits that carry a number's value, without sign, point, exponent and outer zeros.</summary>
    private static List<byte> SignificantDigits(ReadOnlySpan<byte> number)
    {
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        if (exponent >= 0) number = number[..exponent];
        var digits = new List<byte>(number.Length);
        foreach (var character in number)
        {
            if (character is >= (byte)'0' and <= (byte)'9' && (digits.Count > 0 || character != '0')) digits.Add(character);
        }

        while (digits is [.., (byte)'0']) digits.RemoveAt(digits.Count - 1);
        return digits;
    }
}
