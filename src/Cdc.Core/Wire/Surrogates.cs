namespace Cdc.Core.Wire;

/// <summary>Finds the halves of surrogate pairs that .NET strings may hold and UTF-8 may not.</summary>
internal static class Surrogates
{
    /// <summary>Whether the encoder had to put U+FFFD in place of half a pair.</summary>
    /// <param name="json">What the encoder wrote. U+FFFD of the user's own stands there as it is; in place of a half it is escaped.</param>
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
