using System.Globalization;
using System.Net;

namespace Cdc.Testing.Protocol;

/// <summary>The form of a query-protocol request: flat names, with lists and maps spelled as numbered members.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> _form;
    private readonly HashSet<string> _stems;
    private readonly string _prefix;

    private QueryParameters(Dictionary<string, string> form, HashSet<string> stems, string prefix)
    {
        _form = form;
        _stems = stems;
        _prefix = prefix;
    }

    public static QueryParameters Parse(string form)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (var field in form.AsSpan().Split('&'))
        {
            var text = form[field];
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) fields[WebUtility.UrlDecode(text[..equals])] = WebUtility.UrlDecode(text[(equals + 1)..]);
        }

        return new(fields, Stems(fields.Keys), "");
    }

    /// <summary>The value of a field below this one, or null where the form has none.</summary>
    public string? this[string name] => _form.GetValueOrDefault(_prefix + name);

    /// <summary>The value of a field that the operation cannot do without.</summary>
    public string Required(string name) =>
        this[name] ?? throw new AwsServiceException("InvalidParameter", $"Invalid parameter: {name} Reason: no value for required parameter");

    /// <summary>The members of a list, <c>{name}.member.1</c>, <c>{name}.member.2</c> … up to the first number missing.</summary>
    public IEnumerable<QueryParameters> Members(string name) => Numbered(name + ".member.");

    /// <summary>The members of a list of texts.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        List<string> texts = [];
        while (this[$"{name}.member.{(texts.Count + 1).ToString(CultureInfo.InvariantCulture)}"] is { } text) texts.Add(text);
        return texts;
    }

    /// <summary>The entries of a map, <c>{name}.entry.1</c> …, each with its key and value fields below it.</summary>
    public IEnumerable<QueryParameters> Entries(string name) => Numbered(name + ".entry.");

    private IEnumerable<QueryParameters> Numbered(string stem)
    {
        for (var number = 1; ; number++)
        {
            var prefix = _prefix + stem + number.ToString(CultureInfo.InvariantCulture);
            if (!_stems.Contains(prefix)) yield break;
            yield return new QueryParameters(_form, _stems, prefix + ".");
        }
    }

    /// <summary>Every name, and what stands before each dot of it, so that members are found without searching all names.</summary>
    private static HashSet<string> Stems(IEnumerable<string> names)
    {
        HashSet<string> stems = new(StringComparer.Ordinal);
        foreach (var name in names)
        {
            for (var end = name.Length; end > 0 && stems.Add(name[..end]);)
                end = name.LastIndexOf('.', end - 1);
        }

        return stems;
    }
}
