using Microsoft.Extensions.Logging;

namespace Cdc.StandardOutput;

/// <summary>Writes each event as one line, so that one event is one CloudWatch log entry.</summary>
internal sealed class StandardOutputLogger(string category, TextWriter output) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var text = $"{logLevel}: {category}[{eventId.Id}] {formatter(state, exception)}";
        if (exception is not null) text += $" {exception}";
        output.WriteLine(text.ReplaceLineEndings(" | "));
    }
}
