using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Tests.Fakes;

internal sealed record LogLine(int EventId, LogLevel Level, string Category, string Text, Exception? Error);

/// <summary>Keeps what the consumer logs.</summary>
internal sealed class LogLines(Signal changed) : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public Signal Changed { get; } = changed;

    public LogLine[] All => [.. _lines];

    public LogLine[] Of(int eventId) => [.. _lines.Where(line => line.EventId == eventId)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!category.StartsWith("Cdc.", StringComparison.Ordinal)) return;
            lines._lines.Enqueue(new LogLine(eventId.Id, logLevel, category, formatter(state, exception), exception));
            lines.Changed.Raise();
        }
    }
}
