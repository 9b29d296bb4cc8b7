using System.Globalization;
using Cdc.Core;

namespace Cdc.Chaos.Verifying;

/// <summary>Reads what <see cref="Consuming.ConsumerLogWriter"/> wrote.</summary>
internal static class ConsumerLogReader
{
    public static ConsumerLog Read(string process, string path, long endedAt) =>
        new(process, endedAt, File.Exists(path) ? [.. Lines(File.ReadAllText(path)).Select(Parse)] : []);

    // If a line has no end, the process was killed while it wrote it: what the line announces has not happened.
    private static string[] Lines(string text) => text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static ConsumerEvent Parse(string line)
    {
        if (line.Split(' ') is not [[var kind], var at, var key, var sequence] || !Enum.IsDefined((ConsumerEventKind)kind))
            throw new FormatException($"'{line}' is no line of a consumer's log.");
        return new(
            (ConsumerEventKind)kind,
            long.Parse(at, CultureInfo.InvariantCulture),
            key,
            sequence.Length == 0 ? default : SequenceNumber.Parse(sequence));
    }
}
