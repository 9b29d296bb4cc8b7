using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Tests.Rig;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogLines : ILogger<CdcSnapshot>
{
    private readonly Lock _gate = new();
    private readonly List<(int Id, LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<(int Id, LogLevel Level, string Text)> All
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate) _lines.Add((eventId.Id, logLevel, formatter(state, exception)));
    }
}
