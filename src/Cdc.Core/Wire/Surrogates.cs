namespace Cdc.Core.Wire;

/// <summary>Finds the halves of surrogate pairs that .NET strings may hold and UTF-8 may not.</summary>
internal static class Surrogates
{
    /// <summary>Whether the encoder had to put U+FFFD in place of half a pair.</summary>
    /// <param name="json">What the encoder wrote. It leaves the user's own U+FFFD as it is, and escapes the one that it puts in place of a half.</param>
    public static bool WereReplaced(ReadOnlySpan<byte> json)
    {
        for (int at; (at = json.IndexOf(@"\uFFFD"u8)) >= 0; json = json[(at + 6)..])
        {
            var backslashesBefore = at - 1 - json[..at].LastIndexOfAnyExcept((byte)'\\');
            if (backslashesBefore % 2 == 0) return true;
        }

        return false;
    }
}
