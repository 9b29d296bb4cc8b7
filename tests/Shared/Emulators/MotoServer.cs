using System.Diagnostics;

namespace Cdc.Tests.Emulators;

/// <summary>moto_server. Where it is not on PATH, tests that need it are skipped, but not in CI.</summary>
internal static class MotoServer
{
    /// <summary>The Region that its clients are set to.</summary>
    public const string Region = "us-east-1";

    /// <summary>The account that everything in it belongs to.</summary>
    public const string Account = "000000000000";

    private const string Command = "moto_server";

    /// <summary>Why it cannot be used here; null where it can, or must.</summary>
    public static string? Absent =>
        EmulatorProcess.IsOnPath(Command) || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : $"{Command} is not on PATH; 'pip install moto[server]' puts it there.";

    /// <exception cref="InvalidOperationException">It is not there, or did not answer.</exception>
    public static Task<EmulatorProcess> StartAsync() => EmulatorProcess.IsOnPath(Command)
        ? EmulatorProcess.StartAsync(
            port => new ProcessStartInfo(Command, ["-H", "127.0.0.1", "-p", $"{port}"]) { Environment = { ["MOTO_ACCOUNT_ID"] = Account } }, "/moto-api/")
        : throw new InvalidOperationException($"{Command} is not on PATH, and in CI these tests must run.");
}
