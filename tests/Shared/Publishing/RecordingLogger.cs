using Microsoft.Extensions.Logging;

namespace Cdc.Tests.Publishing;

public sealed record LoggedEvent(LogLevel Level, int Id, string Text, Exception? Exception);

/// <summary>Keeps what is logged.</summary>
public sealed class RecordingLogger<T> : ILogger<T>
{
    public List<LoggedEvent> Events { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Events.Add(new LoggedEvent(logLevel, eventId.Id, formatter(state, exception), exception));
}
