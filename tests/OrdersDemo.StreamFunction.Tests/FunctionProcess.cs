using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrdersDemo.StreamFunction.Tests;

/// <summary>The function as a process of its own, with the environment that Lambda would give it.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Process _process;

    private FunctionProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote, on either stream.</summary>
    public string Output => string.Join('\n', _lines);

    public static FunctionProcess Start(IReadOnlyList<string> command, params (string Name, string Value)[] environment)
    {
        var file = command[^1];
        var folder = Path.GetDirectoryName(file)!;
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("Cdc__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["_HANDLER"] = Path.GetFileNameWithoutExtension(file);
        start.Environment["LAMBDA_TASK_ROOT"] = folder;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new FunctionProcess(Process.Start(start)!);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return _process.ExitCode;
    }

    /// <summary>Ends it, and waits until all that it wrote is read.</summary>
    public async Task EndAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
