using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Cdc.Texts;

/// <summary>Hands lines on with their texts as a log may have them: whoever may send, or name things, writes no lines of his own and fills no disk.</summary>
/// <remarks>The one place for all events: what is logged need not know where a text comes from. Lines without such texts are handed on as they are.</remarks>
internal sealed partial class EscapingLogger(ILogger inner) : ILogger
{
    private const string Template = "{OriginalFormat}";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel)) return;
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values && HasUnfit(values))
            inner.Log(logLevel, eventId, new EscapedValues(values), exception, static (escaped, _) => escaped.ToString());
        else
            inner.Log(logLevel, eventId, state, exception, formatter);
    }

    private static bool HasUnfit(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            if (values[index] is { Key: not Template, Value: string text } && (text.Length > VisibleText.LongestInLog || !VisibleText.IsAll(text))) return true;
        }

        return false;
    }

    /// <summary>The values of a line, each text as a log may have it.</summary>
    private sealed partial class EscapedValues(IReadOnlyList<KeyValuePair<string, object?>> values) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] _values =
            [.. values.Select(value => value is { Key: not Template, Value: string text } ? new(value.Key, VisibleText.ForLog(text)) : value)];

        public int Count => _values.Length;

        public KeyValuePair<string, object?> this[int index] => _values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

        public override string ToString()
        {
            var template = (string?)_values.FirstOrDefault(value => value.Key == Template).Value ?? "";
            return HolePattern().Replace(template, hole => Text(hole.Groups["name"].Value));
        }

        private string Text(string name) =>
            Array.Find(_values, value => value.Key == name).Value is { } value ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" : "(null)";

        [GeneratedRegex(@"\{(?<name>[A-Za-z0-9_]+)(:[^{}]*)?\}")]
        private static partial Regex HolePattern();
    }
}
