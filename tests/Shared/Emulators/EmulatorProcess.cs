using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cdc.Tests.Emulators;

/// <summary>An AWS emulator by others that runs as a process of its own on a free port of loopback.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private const int StartsToTry = 3;

    // Test hosts are ended without a word. What they hold of this shell's input is closed then, and the shell ends the emulator.
    private const string EndWithInput = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        emulator=$!
        (cat <&3 >/dev/null; kill "$emulator") 2>/dev/null &
        wait "$emulator"
        """;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private bool _isDisposed;

    private EmulatorProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <param name="start">What to start, given the port to listen at.</param>
    /// <param name="probe">A path that answers as soon as the emulator is up, whatever the status.</param>
    /// <exception cref="InvalidOperationException">It did not answer.</exception>
    public static async Task<EmulatorProcess> StartAsync(Func<int, ProcessStartInfo> start, string probe)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Between the look for a free port and the start somebody else may take it.
            var port = FreePort();
            var info = start(port);
            var name = info.FileName;
            if (!OperatingSystem.IsWindows()) Watch(info);
            info.RedirectStandardOutput = info.RedirectStandardError = true;
            var emulator = new EmulatorProcess(Process.Start(info)!, new Uri($"http://127.0.0.1:{port}"));
            emulator.DrainOutput();
            if (await emulator.AnswersAsync(probe)) return emulator;
            emulator.Dispose();
            if (attempt == StartsToTry) throw new InvalidOperationException($"{name} did not answer on {emulator.Url}.");
        }
    }

    public static bool IsOnPath(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, command)));

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static void Watch(ProcessStartInfo emulator)
    {
        string[] arguments = ["-c", EndWithInput, "sh", emulator.FileName, .. emulator.ArgumentList];
        emulator.FileName = "/bin/sh";
        emulator.ArgumentList.Clear();
        foreach (var argument in arguments) emulator.ArgumentList.Add(argument);
        emulator.RedirectStandardInput = true;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void DrainOutput()
    {
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task<bool> AnswersAsync(string probe)
    {
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(_patience, TimeProvider.System);
        while (!patience.IsCancellationRequested && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Url, probe), patience.Token);
                return true;
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }

        return false;
    }
}
