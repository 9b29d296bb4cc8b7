using System.Globalization;
using System.Text.Json;
using Cdc.Numbers;

namespace Cdc.Core.Keys;

/// <summary>Reads the value of a single key attribute.</summary>
internal delegate bool ScalarReader<TKey>(KeyAttribute attribute, out TKey key);

internal sealed record ScalarKey<TKey>(string Expected, ScalarReader<TKey> TryRead, Action<Utf8JsonWriter, TKey> Write, IEqualityComparer<TKey> Comparer);

internal static class ScalarKeys
{
    public static readonly ScalarKey<string> Text = new(
        "a string or a number",
        TryReadText,
        (output, key) => output.WriteStringValue(key),
        EqualityComparer<string>.Default);

    public static readonly ScalarKey<Guid> Guid = new(
        "a GUID in lower case with hyphens",
        TryReadGuid,
        (output, key) => output.WriteStringValue(key),
        new ScalarKeyComparer<Guid>(SeededHash.Of));

    public static readonly ScalarKey<long> Int64 = new(
        "a whole number of 64 bits",
        TryReadInt64,
        (output, key) => output.WriteNumberValue(key),
        new ScalarKeyComparer<long>(SeededHash.Of));

    public static readonly ScalarKey<decimal> Decimal = new(
        "a number that decimal holds without rounding",
        TryReadDecimal,
        (output, key) => output.WriteNumberValue(key),
        new ScalarKeyComparer<decimal>(SeededHash.Of));

    private static bool TryReadText(KeyAttribute attribute, out string key)
    {
        key = attribute.Text;
        return true;
    }

    // To DynamoDB "A…" and "a…" are keys of different items, so this reads only the form that it writes.
    private static bool TryReadGuid(KeyAttribute attribute, out Guid key) =>
        System.Guid.TryParseExact(attribute.Text, "D", out key) && !attribute.IsNumber && key.ToString("D") == attribute.Text;

    private static bool TryReadInt64(KeyAttribute attribute, out long key)
    {
        key = 0;
        if (!attribute.IsNumber) return false;
        if (long.TryParse(attribute.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out key)) return true;
        if (!TryReadDecimal(attribute, out var number) || decimal.Truncate(number) != number || number is < long.MinValue or > long.MaxValue) return false;
        key = (long)number;
        return true;
    }

    private static bool TryReadDecimal(KeyAttribute attribute, out decimal key)
    {
        key = 0;
        return attribute.IsNumber
            && decimal.TryParse(attribute.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out key)
            && ExactNumber.AreEqual(attribute.Text, key.ToString(CultureInfo.InvariantCulture));
    }
}
