using System.Diagnostics;
using System.Text.Json;
using Cdc.Tests.Emulators;

namespace Cdc.Testing.Tests.Cli;

/// <summary>The <c>aws</c> command, pointed at a server and cut off from the user's own settings.</summary>
internal sealed class AwsCli : IDisposable
{
    private const string Command = "aws";

    // Each call starts Python; this is for a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("aws-cli-");
    private readonly Uri _endpoint;

    public AwsCli(Uri endpoint) => _endpoint = endpoint;

    /// <summary>Why it cannot be used here; null where it can, or must.</summary>
    public static string? Absent =>
        EmulatorProcess.IsOnPath(Command) || Environment.GetEnvironmentVariable("CI") == "true" ? null : $"{Command} is not on PATH; 'pip install awscli' puts it there.";

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it printed: JSON, or null for nothing.</returns>
    public async Task<JsonElement?> RunAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAnyAsync(arguments);
        if (exitCode != 0) throw new InvalidOperationException($"aws {string.Join(' ', arguments)} ended with {exitCode}: {error}");
        if (string.IsNullOrWhiteSpace(output)) return null;
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    /// <summary>Runs a command that must fail.</summary>
    /// <returns>What it printed to the standard error.</returns>
    public async Task<string> FailAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAnyAsync(arguments);
        return exitCode != 0 ? error : throw new InvalidOperationException($"aws {string.Join(' ', arguments)} succeeded: {output}");
    }

    public void Dispose() => _home.Delete(recursive: true);

    private async Task<(int ExitCode, string Output, string Error)> RunAnyAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Command, ["--endpoint-url", _endpoint.ToString(), "--output", "json", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["HOME"] = _home.FullName;
        start.Environment["AWS_CONFIG_FILE"] = Path.Combine(_home.FullName, "config");
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_home.FullName, "credentials");
        start.Environment["AWS_ACCESS_KEY_ID"] = "local";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "local";
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        // What --no-cli-pager says, and version 1 understands too.
        start.Environment["AWS_PAGER"] = "";
        start.Environment["NO_PROXY"] = "127.0.0.1";

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(_patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }
}

/// <summary>A test of the <c>aws</c> command; skipped where that is absent, but not in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AwsCliFactAttribute : FactAttribute
{
    public AwsCliFactAttribute() => Skip = AwsCli.Absent;
}
