using Microsoft.Extensions.Configuration;

namespace Cdc.Publisher.Publishing;

/// <summary>Puts names together again that configuration took apart: it reads the variable <c>Cdc__TopicArns__my__orders</c> as <c>orders</c> below <c>my</c>.</summary>
internal static class NestedNames
{
    private const string Separator = "__";

    /// <summary>Sets the values that lie deeper than a dictionary's own. No name of a table or an attribute has a colon, so each is one of a variable.</summary>
    public static void Join(IConfigurationSection section, IDictionary<string, string> values)
    {
        foreach (var child in section.GetChildren())
        {
            if (child.Value is null) values.Remove(child.Key);
            foreach (var (path, value) in child.AsEnumerable(makePathsRelative: true))
            {
                if (path.Length > 0 && value is not null) values[child.Key + Separator + path.Replace(":", Separator, StringComparison.Ordinal)] = value;
            }
        }
    }
}
