using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>The maps and pages of SNS's requests and answers.</summary>
internal static class SnsXml
{
    public static Dictionary<string, string> ReadMap(QueryParameters input, string name) =>
        input.Entries(name).ToDictionary(entry => entry.Required("key"), entry => entry["value"] ?? "", StringComparer.Ordinal);

    public static void WriteMap(XmlWriter output, string name, IEnumerable<KeyValuePair<string, string>> map)
    {
        output.WriteStartElement(name);
        foreach (var (key, value) in map)
        {
            output.WriteStartElement("entry");
            output.WriteElementString("key", key);
            output.WriteElementString("value", value);
            output.WriteEndElement();
        }

        output.WriteEndElement();
    }

    /// <summary>Writes the members after those that a token stands for; the token of the next page is the key of this one's last.</summary>
    public static void WritePage<T>(XmlWriter output, string name, IEnumerable<T> ordered, Func<T, string> key, string? after, Action<T> write)
    {
        var rest = ordered.Where(item => after is null || string.CompareOrdinal(key(item), after) > 0).ToList();
        var page = rest.Take(SnsLimits.ListPage).ToList();
        output.WriteStartElement(name);
        foreach (var item in page)
        {
            output.WriteStartElement("member");
            write(item);
            output.WriteEndElement();
        }

        output.WriteEndElement();
        if (page.Count < rest.Count) output.WriteElementString("NextToken", key(page[^1]));
    }
}
