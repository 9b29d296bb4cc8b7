using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.StandardOutput;

/// <summary>Writes each event as one line, with the id of the invocation that it belongs to.</summary>
/// <param name="category">The logger's category.</param>
/// <param name="minimum">The least level that is written.</param>
/// <param name="format">Makes the line.</param>
/// <param name="write">Writes the line, given its level.</param>
/// <param name="time">The clock; null for the system's.</param>
internal sealed class StandardOutputLogger(
    string category, LogLevel minimum, Func<LogEntry, string> format, Action<LogLevel, string> write, TimeProvider? time = null) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var line = format(LogEntry.Of(now, logLevel, LambdaInvocation.Current?.RequestId, category, eventId, state, exception, formatter));
        try
        {
            write(logLevel, line);
        }
#pragma warning disable CA1031 // An output that is closed or full: there is no other place to tell it, and the function's work goes on.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
