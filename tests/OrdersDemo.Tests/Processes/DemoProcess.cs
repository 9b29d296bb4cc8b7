using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace OrdersDemo.Tests.Processes;

/// <summary>The demo as a user starts it, in an environment without any setting of AWS or of the parts.</summary>
internal sealed class DemoProcess : IDisposable
{
    private static readonly string[] _settings = ["AWS_", "Cdc__", "Orders__", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "Logging__", "OTEL_"];
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("orders-demo-");
    private readonly CancellationTokenSource _enough = new(_patience, TimeProvider.System);
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _error = new();

    public DemoProcess(string arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            $"\"{Path.Combine(AppContext.BaseDirectory, "OrdersDemo.dll")}\" {arguments}")
        {
            WorkingDirectory = _home.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList()) start.Environment.Remove(name);
        start.Environment["HOME"] = start.Environment["USERPROFILE"] = _home.FullName;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (var (name, value) in environment) start.Environment[name] = value;

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) _output.Writer.Complete();
            else _output.Writer.TryWrite(line.Data);
        };
        _process.ErrorDataReceived += (_, line) => _error.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Reads the output up to the first line that holds a text, and gives all of it.</summary>
    public async Task<IReadOnlyList<string>> ReadUntilAsync(string text)
    {
        var lines = new List<string>();
        await foreach (var line in _output.Reader.ReadAllAsync(_enough.Token))
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal)) return lines;
        }

        throw new InvalidOperationException($"The demo ended without '{text}':\n{string.Join('\n', lines)}\n{_error}");
    }

    /// <summary>Reads all of the output that is left.</summary>
    public async Task<IReadOnlyList<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        await foreach (var line in _output.Reader.ReadAllAsync(_enough.Token)) lines.Add(line);
        return lines;
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(_enough.Token);
        kill.ExitCode.Should().Be(0);
    }

    public async Task<(int Code, string[] Error)> ExitAsync()
    {
        await _process.WaitForExitAsync(_enough.Token);
        return (_process.ExitCode, _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _enough.Dispose();
        _home.Delete(recursive: true);
    }

    private static bool IsSetting(string name) =>
        _settings.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
