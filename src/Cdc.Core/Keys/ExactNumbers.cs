using System.Globalization;

namespace Cdc.Core.Keys;

/// <summary>Compares decimal numbers of any length by value: two keys must never become one by rounding.</summary>
internal static class ExactNumbers
{
    /// <summary>Whether two JSON numbers are one number: 10, 1e1 and 10.0 are.</summary>
    public static bool AreEqual(string left, string right) =>
        TryParse(left, out var first) && TryParse(right, out var second) && first == second;

    /// <summary>Reads a JSON number as sign, digits without outer zeros, and the power of ten that the last digit counts.</summary>
    private static bool TryParse(string number, out (bool IsNegative, string Digits, long Exponent) result)
    {
        result = default;
        var mark = number.AsSpan().IndexOfAny('e', 'E');
        long exponent = 0;
        if (mark >= 0 && !long.TryParse(number.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return false;

        var mantissa = mark >= 0 ? number[..mark] : number;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= mantissa.Length - point - 1;
        var digits = mantissa.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var significant = digits.TrimEnd('0');

        // Zero has no sign and no exponent.
        if (significant.Length > 0) result = (mantissa[0] == '-', significant, exponent + digits.Length - significant.Length);
        else result = (false, "", 0);
        return true;
    }
}
