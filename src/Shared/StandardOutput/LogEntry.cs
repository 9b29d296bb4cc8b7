using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Cdc.StandardOutput;

/// <summary>Is one event of a log, before it is written.</summary>
internal sealed record LogEntry(DateTimeOffset Time, LogLevel Level, string? RequestId, string Category, int EventId, string Message, Exception? Exception)
{
    private const int MaxField = 1024;

    /// <summary>Gets the named values of the message.</summary>
    public IReadOnlyList<(string Name, object? Value)> Fields { get; private init; } = [];

    /// <summary>Reads an event as a logger gets it. Nothing that it is made of can make this throw.</summary>
    public static LogEntry Of<TState>(
        DateTimeOffset time, LogLevel level, string? requestId, string category, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        new(time, level, requestId, category, eventId.Id, ExceptionText.Cut(ExceptionText.Read(() => formatter(state, exception)) ?? "The text of this event cannot be read."), exception)
        {
            Fields = ReadFields(state),
        };

    private static List<(string Name, object? Value)> ReadFields<TState>(TState state)
    {
        List<(string, object?)> fields = [];
        if (state is not IEnumerable<KeyValuePair<string, object?>> named) return fields;
        ExceptionText.Read(() =>
        {
            // The last one is the message's template.
            fields.AddRange(named.Where(field => field.Key != "{OriginalFormat}").Select(field => (field.Key, ValueOf(field.Value))));
            return null;
        });
        return fields;
    }

    private static object? ValueOf(object? value) => value switch
    {
        null or bool or int or long or decimal => value,
        double number when double.IsFinite(number) => number,
        IEnumerable several and not string => Text(string.Join(", ", several.Cast<object?>().Select(Text))),
        _ => Text(value),
    };

    private static string Text(object? value) =>
        ExceptionText.Cut(ExceptionText.Read(() => Convert.ToString(value, CultureInfo.InvariantCulture)) ?? "(cannot be read)", MaxField);
}
