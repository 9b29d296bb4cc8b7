using System.Collections;
using System.Globalization;
using Cdc.Validation;
using Microsoft.Extensions.Options;

namespace Cdc.Lambda.Hosting;

/// <summary>Reads settings from environment variables by the names that configuration gives them, and keeps what is wrong with them.</summary>
internal sealed class EnvironmentSettings(string section)
{
    private const string Separator = "__";

    private readonly List<string> _faults = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>A variable's text; null where it is not set or empty.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        return Environment.GetEnvironmentVariable(NameOf(name)) is { Length: > 0 } text ? text : null;
    }

    /// <summary>A variable's value; the default where it is not set.</summary>
    public T Value<T>(string name, T defaultValue)
        where T : IParsable<T>
    {
        if (Text(name) is not { } text) return defaultValue;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value)) return value;
        _faults.Add($"{NameOf(name)} is '{text}', which is not of the form of {defaultValue}.");
        return defaultValue;
    }

    /// <summary>A variable's word of a list of words; the default where it is not set.</summary>
    public T Word<T>(string name, T defaultValue)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) return defaultValue;
        if (TryParse<T>(text, out var value)) return value;
        _faults.Add($"{NameOf(name)} is '{text}', which is not one of {string.Join(", ", Enum.GetNames<T>())}.");
        return defaultValue;
    }

    /// <summary>The variables below a name, <c>Cdc__TopicArns__Orders</c>, by the rest of their names.</summary>
    public IEnumerable<(string Name, string Value)> Children(string name)
    {
        _known.Add(name);
        return Below(NameOf(name) + Separator);
    }

    /// <summary>The values of a list, <c>Cdc__ImageAttributes__0</c>, in its order.</summary>
    public IEnumerable<string> Listed(string name) =>
        Children(name).OrderBy(child => child.Name.Length).ThenBy(child => child.Name, StringComparer.Ordinal).Select(child => child.Value);

    public IEnumerable<(T Name, string Value)> Children<T>(string name)
        where T : struct, Enum
    {
        foreach (var (child, value) in Children(name))
        {
            if (TryParse<T>(child, out var word)) yield return (word, value);
            else _faults.Add($"{NameOf(name)}__{child} is set, and {child} is not one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    public void AddFault(string fault) => _faults.Add(fault);

    /// <summary>Counts every variable below the section that nobody has asked for as a fault.</summary>
    public void ReportUnknown()
    {
        foreach (var (path, _) in Below(section + Separator))
        {
            var name = path.Split(Separator)[0];
            if (_known.Contains(name)) continue;
            var closest = MisspeltName.Closest(name, _known);
            _faults.Add($"{section}__{path} is no setting.{(closest is null ? "" : $" Is {NameOf(closest)} meant?")}");
        }
    }

    /// <summary>Throws where something was wrong, together with what is wrong with the values that could be read.</summary>
    /// <param name="options">The options' type.</param>
    /// <param name="validate">Checks the options.</param>
    /// <exception cref="OptionsValidationException">Something was wrong.</exception>
    public void ThrowIfFaulty(Type options, Action validate)
    {
        if (_faults.Count == 0) return;
        try
        {
            validate();
        }
        catch (OptionsValidationException error)
        {
            _faults.AddRange(error.Failures);
        }

        throw new OptionsValidationException(options.Name, options, _faults);
    }

    private static IEnumerable<(string Name, string Value)> Below(string prefix)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string full, Value: string { Length: > 0 } value } && full.StartsWith(prefix, StringComparison.Ordinal) && full.Length > prefix.Length)
                yield return (full[prefix.Length..], value);
        }
    }

    // Numbers are no words, although Enum reads them.
    private static bool TryParse<T>(string text, out T value)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && char.IsAsciiLetter(text[0]);

    private string NameOf(string name) => $"{section}__{name}";
}
