using System.Diagnostics;
using System.Globalization;
using Cdc.Chaos.Verifying;

namespace Cdc.Chaos.Consuming;

/// <summary>A <see cref="ConsumerProgram"/> that runs, or has run.</summary>
internal sealed class ConsumerProcess : IDisposable
{
    private readonly Process _process;
    private readonly IReadOnlyList<ConsumerTask> _tasks;
    private long _endedAt;

    public ConsumerProcess(string name, int seed, IReadOnlyList<ConsumerTask> tasks)
    {
        Name = name;
        _tasks = tasks;
        _process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                "exec", typeof(ConsumerProgram).Assembly.Location, ConsumerProgram.Command, seed.ToString(CultureInfo.InvariantCulture), name,
                .. tasks.SelectMany(task => task.ToArguments()),
            ])
        {
            RedirectStandardInput = true,
        })!;
    }

    public string Name { get; }

    /// <summary>Whether it has done something already.</summary>
    public bool HasWorked => _tasks.Any(task => File.Exists(task.LogPath) && new FileInfo(task.LogPath).Length > 0);

    /// <exception cref="InvalidOperationException">It has ended by itself.</exception>
    public void RequireAlive()
    {
        if (_process.HasExited) throw new InvalidOperationException($"{Name} has ended with exit code {_process.ExitCode}.");
    }

    /// <summary>Ends it in the middle of what it does: on Unix by SIGKILL.</summary>
    public async Task KillAsync()
    {
        RequireAlive();
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _endedAt = TimeProvider.System.GetTimestamp();
    }

    /// <summary>Lets it stop in order.</summary>
    /// <exception cref="InvalidOperationException">It has failed.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        RequireAlive();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        _endedAt = TimeProvider.System.GetTimestamp();
        if (_process.ExitCode != 0) throw new InvalidOperationException($"{Name} has ended with exit code {_process.ExitCode}.");
    }

    /// <summary>Reads what it has done for a chain; it must have ended.</summary>
    public ConsumerLog LogOf(int chain) => ConsumerLogReader.Read(Name, _tasks[chain].LogPath, _endedAt);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
