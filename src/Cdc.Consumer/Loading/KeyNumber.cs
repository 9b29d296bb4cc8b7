using System.Globalization;

namespace Cdc.Consumer.Loading;

/// <summary>Brings decimal numbers of any length into one form: DynamoDB gives back 10 for a key that was written as 1e1.</summary>
internal static class KeyNumber
{
    /// <summary>Writes a JSON number as its sign, its digits without outer zeros, and the power of ten that the last digit counts.</summary>
    /// <returns>Null where the text is no number.</returns>
    public static string? Normalize(string number)
    {
        var negative = number.StartsWith('-');
        var mark = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = number[(negative ? 1 : 0)..(mark < 0 ? number.Length : mark)];
        var exponent = 0;
        if (mark >= 0 && !int.TryParse(number.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return null;

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return null;
        if (point >= 0) exponent -= mantissa.Length - point - 1;

        var significant = digits.TrimStart('0').TrimEnd('0');
        if (significant.Length == 0) return "0";
        exponent += digits.Length - digits.TrimEnd('0').Length;
        return string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{significant}e{exponent}");
    }
}
