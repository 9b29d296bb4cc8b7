using System.Globalization;
using Cdc.Chaos.Verifying;

namespace Cdc.Chaos.Consuming;

/// <summary>A <see cref="ConsumerProgram"/> that runs, or has run.</summary>
internal sealed class ConsumerProcess(string name, int seed, IReadOnlyList<ConsumerTask> tasks) : ChildProcess(
    name,
    typeof(ConsumerProgram).Assembly.Location,
    [ConsumerProgram.Command, seed.ToString(CultureInfo.InvariantCulture), name, .. tasks.SelectMany(task => task.ToArguments())])
{
    /// <summary>Whether it has done any work.</summary>
    public bool HasWorked => tasks.Any(task => File.Exists(task.LogPath) && new FileInfo(task.LogPath).Length > 0);

    /// <summary>Reads what it did for a chain. The process must have ended.</summary>
    public ConsumerLog LogOf(int chain) => ConsumerLogReader.Read(Name, tasks[chain].LogPath, EndedAt);
}
