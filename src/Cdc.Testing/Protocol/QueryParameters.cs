using System.Collections.Specialized;
using System.Globalization;
using System.Web;

namespace Cdc.Testing.Protocol;

/// <summary>The form of a query-protocol request: flat names, with lists and maps spelled as numbered members.</summary>
internal sealed class QueryParameters
{
    private readonly NameValueCollection _form;
    private readonly string _prefix;

    private QueryParameters(NameValueCollection form, string prefix)
    {
        _form = form;
        _prefix = prefix;
    }

    public static QueryParameters Parse(string form) => new(HttpUtility.ParseQueryString(form), "");

    /// <summary>The value of a field below this one, or null where the form has none.</summary>
    public string? this[string name] => _form[_prefix + name];

    /// <summary>The value of a field that the operation cannot do without.</summary>
    public string Required(string name) =>
        this[name] ?? throw new AwsServiceException("InvalidParameter", $"Invalid parameter: {name} Reason: no value for required parameter");

    /// <summary>The members of a list, <c>{name}.member.1</c>, <c>{name}.member.2</c> … up to the first number missing.</summary>
    public IEnumerable<QueryParameters> Members(string name) => Numbered(name + ".member.");

    /// <summary>The entries of a map, <c>{name}.entry.1</c> …, each with its key and value fields below it.</summary>
    public IEnumerable<QueryParameters> Entries(string name) => Numbered(name + ".entry.");

    private IEnumerable<QueryParameters> Numbered(string stem)
    {
        for (var number = 1; ; number++)
        {
            var prefix = _prefix + stem + number.ToString(CultureInfo.InvariantCulture);
            if (!_form.AllKeys.Any(key => key is not null && key.StartsWith(prefix, StringComparison.Ordinal)
                && (key.Length == prefix.Length || key[prefix.Length] == '.')))
                yield break;
            yield return new QueryParameters(_form, prefix + ".");
        }
    }
}
