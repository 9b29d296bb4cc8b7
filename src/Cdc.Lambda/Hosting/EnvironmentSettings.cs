using System.Globalization;
using Microsoft.Extensions.Options;

namespace Cdc.Lambda.Hosting;

/// <summary>Reads settings from environment variables by the names that configuration gives them, and keeps what is wrong with them.</summary>
internal sealed class EnvironmentSettings(string section)
{
    private readonly List<string> _faults = [];

    /// <summary>A variable's text; null where it is not set or empty.</summary>
    public string? Text(string name) => Environment.GetEnvironmentVariable(NameOf(name)) is { Length: > 0 } text ? text : null;

    /// <summary>A variable's value; the default where it is not set.</summary>
    public T Value<T>(string name, T defaultValue)
        where T : IParsable<T>
    {
        if (Text(name) is not { } text) return defaultValue;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value)) return value;
        _faults.Add($"{NameOf(name)} is '{text}', which is not of the form of {defaultValue}.");
        return defaultValue;
    }

    /// <exception cref="OptionsValidationException">Something was wrong.</exception>
    public void ThrowIfFaulty(Type options)
    {
        if (_faults.Count > 0) throw new OptionsValidationException(options.Name, options, _faults);
    }

    private string NameOf(string name) => $"{section}__{name}";
}
