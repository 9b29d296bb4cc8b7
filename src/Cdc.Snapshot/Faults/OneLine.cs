namespace Cdc.Snapshot.Faults;

/// <summary>Makes texts of others safe to write into a line.</summary>
internal static class OneLine
{
    private const int Longest = 500;

    public static string Of(string? text)
    {
        var line = string.Concat((text ?? "").Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter));
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}
