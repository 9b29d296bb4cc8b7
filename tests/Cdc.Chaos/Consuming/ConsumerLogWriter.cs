using System.Globalization;
using System.Text;
using Cdc.Chaos.Verifying;
using Cdc.Core;

namespace Cdc.Chaos.Consuming;

/// <summary>Writes what happens to a file, each line with a call of its own, so that every line stays when the process is killed.</summary>
internal sealed class ConsumerLogWriter(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Writes what happens now. The line is in the file when this returns.</summary>
    public void Write(ConsumerEventKind kind, string key, SequenceNumber? sequence = null)
    {
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(char)kind} {TimeProvider.System.GetTimestamp()} {key} {sequence}\n"));
        lock (_gate) _file.Write(line);
    }

    public void Dispose() => _file.Dispose();
}
