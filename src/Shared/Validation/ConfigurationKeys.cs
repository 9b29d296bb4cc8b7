using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Cdc.Validation;

/// <summary>Finds keys of configuration that are no options: the binder passes over them without a word.</summary>
internal static class ConfigurationKeys
{
    // Of a name of 12 letters, three may be wrong or missing.
    private const int LettersAMistake = 4;

    /// <summary>Names the properties that configuration can set; no text is a delegate.</summary>
    public static IEnumerable<string> Of(IEnumerable<PropertyInfo> properties) =>
        properties.Where(property => !typeof(Delegate).IsAssignableFrom(property.PropertyType)).Select(property => property.Name);

    /// <summary>Finds the keys of a section that are none of the known ones.</summary>
    /// <param name="section">The section; what is deeper in it than its own keys is not looked at.</param>
    /// <param name="known">The names of the options.</param>
    /// <returns>The path of each, with the name that it is most like; null where it is like none.</returns>
    public static IEnumerable<(string Path, string? Nearest)> Unknown(IConfiguration section, IReadOnlyCollection<string> known) =>
        section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => (child.Path, Nearest(child.Key, known)));

    private static string? Nearest(string key, IReadOnlyCollection<string> known) =>
        known.Select(name => (name, mistakes: Mistakes(key.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(one => one.mistakes <= Math.Max(1, one.name.Length / LettersAMistake))
            .OrderBy(one => one.mistakes)
            .Select(one => one.name)
            .FirstOrDefault();

    /// <summary>Counts the letters to put in, take out or change: Levenshtein's distance.</summary>
    private static int Mistakes(string one, string other)
    {
        var above = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var row = 1; row <= one.Length; row++)
        {
            var line = new int[above.Length];
            line[0] = row;
            for (var column = 1; column < line.Length; column++)
            {
                var changed = above[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                line[column] = Math.Min(changed, Math.Min(above[column], line[column - 1]) + 1);
            }

            above = line;
        }

        return above[^1];
    }
}
