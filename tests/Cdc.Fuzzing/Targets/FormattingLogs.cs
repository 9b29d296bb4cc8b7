using Microsoft.Extensions.Logging;

namespace Cdc.Fuzzing.Targets;

/// <summary>A log that makes every line, so that a line which cannot be made shows, and keeps none.</summary>
internal sealed class FormattingLogs : ILoggerFactory, ILogger
{
    public static FormattingLogs Factory { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is nothing to add to.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        formatter(state, exception);

    public void Dispose()
    {
    }
}
