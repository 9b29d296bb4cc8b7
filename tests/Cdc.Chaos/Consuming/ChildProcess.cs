using System.Diagnostics;

namespace Cdc.Chaos.Consuming;

/// <summary>A .NET program that runs until its input ends, or until it is killed.</summary>
/// <param name="name">The name for it in errors.</param>
/// <param name="program">The program's assembly.</param>
/// <param name="arguments">The program's arguments.</param>
internal class ChildProcess(string name, string program, IEnumerable<string> arguments) : IDisposable
{
    private readonly Process _process = Process.Start(
        new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program, .. arguments]) { RedirectStandardInput = true })!;

    public string Name => name;

    /// <summary>The time stamp of its end.</summary>
    protected long EndedAt { get; private set; }

    /// <exception cref="InvalidOperationException">It has ended by itself.</exception>
    public void RequireAlive()
    {
        if (_process.HasExited) throw new InvalidOperationException($"{name} has ended with exit code {_process.ExitCode}.");
    }

    /// <summary>Ends it in the middle of its work, on Unix with SIGKILL.</summary>
    public async Task KillAsync()
    {
        RequireAlive();
        _process.Kill();
        await EndAsync(CancellationToken.None);
    }

    /// <summary>Lets it stop in order.</summary>
    /// <exception cref="InvalidOperationException">It has failed.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        RequireAlive();
        _process.StandardInput.Close();
        await EndAsync(cancellationToken);
        if (_process.ExitCode != 0) throw new InvalidOperationException($"{name} has ended with exit code {_process.ExitCode}.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        EndedAt = TimeProvider.System.GetTimestamp();
    }
}
