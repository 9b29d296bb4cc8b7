namespace Cdc.Validation;

/// <summary>Finds what somebody meant who wrote a name that is not known.</summary>
internal static class MisspeltName
{
    // Two slips of the finger; more is another word.
    private const int MaxDistance = 2;

    /// <summary>The known name that is closest to a text; null where none is close.</summary>
    public static string? Closest(string text, IEnumerable<string> known)
    {
        var closest = known.MinBy(name => Distance(text.ToUpperInvariant(), name.ToUpperInvariant()));
        return closest is not null && Distance(text.ToUpperInvariant(), closest.ToUpperInvariant()) <= MaxDistance ? closest : null;
    }

    /// <summary>How many letters are to be put in, taken out or changed to make one text the other.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
