using System.Diagnostics;

namespace Cdc.Tests.Emulators;

/// <summary>AWS's own DynamoDB Local. Where it cannot be had, tests that need it are skipped, but not in CI.</summary>
internal static class DynamoDbLocal
{
    private static readonly Lazy<string?> _absent = new(Look);

    /// <summary>Why it cannot be used here; null where it can, or must.</summary>
    public static string? Absent => Environment.GetEnvironmentVariable("CI") == "true" ? null : _absent.Value;

    /// <exception cref="InvalidOperationException">It is not there and cannot be fetched, or did not answer.</exception>
    public static async Task<EmulatorProcess> StartAsync()
    {
        var folder = await DynamoDbLocalPackage.FetchAsync();
        // Each access key and Region has tables of its own, and nothing is told to anybody.
        return await EmulatorProcess.StartAsync(
            port => new ProcessStartInfo(
                "java", ["-Djava.library.path=DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory", "-disableTelemetry", "-port", $"{port}"])
            {
                WorkingDirectory = folder,
            },
            "/");
    }

    private static string? Look()
    {
        if (!EmulatorProcess.IsOnPath("java")) return "java is not on PATH, which runs DynamoDB Local.";
        try
        {
            DynamoDbLocalPackage.FetchAsync().GetAwaiter().GetResult();
            return null;
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }
}
