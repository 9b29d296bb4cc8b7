using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Cdc.Tests.Logs;

/// <summary>Writes every event that an assembly has, with texts that would write lines of their own.</summary>
internal static class HostileLogs
{
    private static readonly string[] _texts = ["a\r\n2026-11-30 fail: forged", "\u001b[2J\u009b31m", "\u202Egnp.exe\u2028\u0000", new string('x', 900_000), "\uD800 half"];

    /// <summary>The lines of all events, each with every text in each of its arguments: id, what was written, and its values.</summary>
    /// <param name="assembly">Where the events are.</param>
    /// <param name="wrap">Puts around a logger what the assembly puts around it.</param>
    public static List<(int Event, string Line, IReadOnlyList<KeyValuePair<string, object?>> Values)> WriteAll(Assembly assembly, Func<ILogger, ILogger> wrap)
    {
        var lines = new Lines();
        var logger = wrap(lines);
        var events = assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null);
        foreach (var method in events)
        {
            foreach (var text in _texts)
            {
                method.Invoke(null, [.. method.GetParameters().Select(parameter => ValueOf(parameter.ParameterType, text, logger))]);
            }
        }

        return lines.All;
    }

    /// <summary>Whether a text is one line that a terminal shows as it stands, of bounded length.</summary>
    public static bool IsFit(string text) =>
        text.Length < 50_000 && text.EnumerateRunes().All(rune => Rune(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format));

    private static UnicodeCategory Rune(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune);

    private static object? ValueOf(Type type, string text, ILogger logger) =>
        type == typeof(string) ? text
        : type == typeof(ILogger) ? logger
        : type == typeof(Exception) ? new InvalidOperationException("inner")
        : Nullable.GetUnderlyingType(type) is { } underlying ? Activator.CreateInstance(underlying)
        : Activator.CreateInstance(type);

    private sealed class Lines : ILogger
    {
        public List<(int Event, string Line, IReadOnlyList<KeyValuePair<string, object?>> Values)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add((eventId.Id, formatter(state, exception), (IReadOnlyList<KeyValuePair<string, object?>>)state!));
    }
}
