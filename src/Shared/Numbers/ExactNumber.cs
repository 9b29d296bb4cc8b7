using System.Globalization;

namespace Cdc.Numbers;

/// <summary>Brings decimal numbers of any length into one form: two keys must never become one by rounding, and 10, 1e1 and 10.0 are one.</summary>
internal static class ExactNumber
{
    /// <summary>More than any number of DynamoDB needs, and what no text's length makes overflow.</summary>
    private const long MostExponent = 1_000_000_000_000_000_000;

    /// <summary>Writes a JSON number as its sign, its digits without outer zeros, and the power of ten that the last digit counts.</summary>
    /// <returns>Null where the text is no number, or its exponent is more than 10^18 or less than its negative.</returns>
    public static string? Normalize(string number)
    {
        var negative = number.StartsWith('-');
        var mark = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = number[(negative ? 1 : 0)..(mark < 0 ? number.Length : mark)];
        var exponent = 0L;
        if (mark >= 0 && !long.TryParse(number.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return null;
        if (exponent is > MostExponent or < -MostExponent) return null;

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return null;
        if (point >= 0) exponent -= mantissa.Length - point - 1;

        // Zero has no sign and no exponent.
        var significant = digits.Trim('0');
        if (significant.Length == 0) return "0";
        exponent += digits.Length - digits.TrimEnd('0').Length;
        return string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{significant}e{exponent}");
    }

    /// <summary>Whether two texts are one number.</summary>
    public static bool AreEqual(string left, string right) => Normalize(left) is { } number && number == Normalize(right);
}
