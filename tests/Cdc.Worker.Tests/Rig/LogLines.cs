using System.Collections;
using Microsoft.Extensions.Logging;

namespace Cdc.Worker.Tests.Rig;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILogger, IEnumerable<(int Id, LogLevel Level, string Text)>
{
    private readonly Lock _gate = new();
    private readonly List<(int Id, LogLevel Level, string Text)> _lines = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate) _lines.Add((eventId.Id, logLevel, $"{formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}"));
    }

    public IEnumerable<string> Last(int count)
    {
        lock (_gate) return [.. _lines.TakeLast(count).Select(line => $"{line.Id} {line.Text}")];
    }

    public IEnumerator<(int Id, LogLevel Level, string Text)> GetEnumerator()
    {
        lock (_gate) return _lines.ToList().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
