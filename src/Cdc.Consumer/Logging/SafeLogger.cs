using Cdc.Texts;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Logging;

/// <summary>Hands lines on, and goes on where they cannot be written, with texts as a log may have them: a receive, an extension or an acknowledgement must not end with its log.</summary>
internal sealed class SafeLogger(ILogger inner) : ILogger
{
    private readonly EscapingLogger _escaping = new(inner);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _escaping.Log(logLevel, eventId, state, exception, formatter);
        }
#pragma warning disable CA1031 // There is nowhere to tell it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The line is lost, and nothing else.
        }
    }
}
