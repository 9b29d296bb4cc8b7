using System.Diagnostics;

namespace Cdc.EndToEnd.Tests.Processes;

/// <summary>A <see cref="ConsumerProgram"/> that runs.</summary>
internal sealed class ConsumerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _path;

    public ConsumerProcess(Uri endpoint, string queueUrl, string path, bool hasMarks, int hangsFrom = 0)
    {
        _path = path;
        _process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(ConsumerProgram).Assembly.Location, $"{endpoint}", queueUrl, path, $"{hasMarks}", $"{hangsFrom}"])
        {
            RedirectStandardInput = true,
        })!;
    }

    /// <summary>The ids of the changes that it has handled, in order.</summary>
    public string[] Handled
    {
        get
        {
            if (!File.Exists(_path)) return [];
            using var lines = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <exception cref="InvalidOperationException">It has ended by itself.</exception>
    public void RequireAlive()
    {
        if (_process.HasExited) throw new InvalidOperationException($"The consumer has ended with exit code {_process.ExitCode}.");
    }

    /// <summary>Ends it in the middle of what it does: on Unix by SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Lets it stop in order.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
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
}
