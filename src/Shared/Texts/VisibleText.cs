using System.Text;

namespace Cdc.Texts;

/// <summary>Tells what may stand in a line of a log: no control character, no line separator, no mark that turns the direction of writing.</summary>
internal static class VisibleText
{
    /// <summary>How many characters of a text a log line has at most: more than the longest ARN of a table with its key attributes' names.</summary>
    public const int LongestInLog = 2_048;

    /// <summary>Whether a character is one that people see, or a blank.</summary>
    public static bool Has(Rune character) => !Rune.IsControl(character) && character.Value is not (
        0x061C or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xFDD0 and <= 0xFDEF))
        && (character.Value & 0xFFFE) != 0xFFFE;

    /// <summary>Whether all characters of a text are.</summary>
    public static bool IsAll(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return true;
        foreach (var character in text.EnumerateRunes())
        {
            if (!Has(character)) return false;
        }

        return true;
    }

    /// <summary>Writes a text as a log may have it: what is not to be seen as <c>\u</c> and four digits, and cut where it is too long.</summary>
    /// <param name="text">The text; null stays null.</param>
    /// <param name="longest">How many of its characters are kept.</param>
    public static string? ForLog(string? text, int longest = LongestInLog)
    {
        if (text is null || (text.Length <= longest && IsAll(text))) return text;
        var kept = text.AsSpan(0, Math.Min(text.Length, longest));
        var written = new StringBuilder(kept.Length + 32);
        Span<char> units = stackalloc char[2];
        foreach (var character in kept.EnumerateRunes())
        {
            var length = character.EncodeToUtf16(units);
            if (Has(character)) written.Append(units[..length]);
            else foreach (var unit in units[..length]) written.Append("\\u").Append(((int)unit).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (kept.Length < text.Length) written.Append(System.Globalization.CultureInfo.InvariantCulture, $"… ({text.Length} characters)");
        return written.ToString();
    }
}
