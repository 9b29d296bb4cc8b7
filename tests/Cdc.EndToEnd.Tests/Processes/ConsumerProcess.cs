using Cdc.Chaos.Consuming;

namespace Cdc.EndToEnd.Tests.Processes;

/// <summary>A <see cref="ConsumerProgram"/> that runs.</summary>
internal sealed class ConsumerProcess(Uri endpoint, string queueUrl, string path, bool hasMarks, int hangsFrom = 0) : ChildProcess(
    "The consumer", typeof(ConsumerProgram).Assembly.Location, [$"{endpoint}", queueUrl, path, $"{hasMarks}", $"{hangsFrom}"])
{
    /// <summary>The ids of the changes that it has handled, in order.</summary>
    public string[] Handled
    {
        get
        {
            if (!File.Exists(path)) return [];
            using var lines = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
