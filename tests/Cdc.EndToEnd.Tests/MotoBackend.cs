using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cdc.EndToEnd.Tests;

/// <summary>moto_server, an AWS emulator by others, on a free port of loopback. Where it is not on PATH the tests are skipped, but not in CI.</summary>
public sealed class MotoBackend : ChainBackend, IDisposable
{
    private const string Command = "moto_server";
    private const int StartsToTry = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private Process? _process;
    private Uri? _url;

    public override string? Absent =>
        IsOnPath() || Environment.GetEnvironmentVariable("CI") == "true" ? null : $"{Command} is not on PATH; 'pip install moto[server]' puts it there.";

    // AttributeValue.B is base64 once (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html).
    public override bool EncodesBinaryTwice => true;

    public override async Task InitializeAsync()
    {
        if (Absent is not null) return;
        if (!IsOnPath()) throw new InvalidOperationException($"{Command} is not on PATH, and in CI these tests must run.");
        for (var start = 1; ; start++)
        {
            // Between the look for a free port and the start somebody else may take it.
            var port = FreePort();
            _url = new Uri($"http://127.0.0.1:{port}");
            _process = Process.Start(new ProcessStartInfo(Command, ["-H", "127.0.0.1", "-p", $"{port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _process.OutputDataReceived += (_, _) => { };
            _process.ErrorDataReceived += (_, _) => { };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            if (await AnswersAsync()) return;
            Stop();
            if (start == StartsToTry) throw new InvalidOperationException($"{Command} did not answer on {_url}.");
        }
    }

    public override Task DisposeAsync()
    {
        Stop();
        return Task.CompletedTask;
    }

    public void Dispose() => Stop();

    protected override TConfig Configure<TConfig>(TConfig config)
    {
        config.ServiceURL = _url!.ToString();
        config.AuthenticationRegion = "us-east-1";
        return config;
    }

    private static bool IsOnPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, Command)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(_patience, TimeProvider.System);
        while (!patience.IsCancellationRequested && !_process!.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(_url!, "/moto-api/"), patience.Token);
                if (answer.IsSuccessStatusCode) return true;
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

    private void Stop()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _process = null;
    }
}
