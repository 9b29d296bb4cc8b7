namespace Cdc.Snapshot.Hosting;

/// <summary>What several options must be.</summary>
internal static class OptionRules
{
    public static string? Outside(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? $"{name} is {value}, outside {least} to {most}." : null;

    public static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && !text.Any(char.IsControl);

    public static bool IsTable(string? name) => IsName(name, 3, 255);

    public static bool IsName(string? name, int shortest, int longest) => name is not null && name.Length >= shortest && name.Length <= longest
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
}
