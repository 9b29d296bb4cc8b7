using System.Diagnostics;

namespace Cdc.Packages.Tests;

/// <summary>What a program did.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote, on either stream.</param>
public sealed record Run(int ExitCode, string Output)
{
    /// <summary>Runs a program to its end, in a folder and with what is given of the environment; of this test's own run it inherits nothing.</summary>
    public static async Task<Run> Async(string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsOfThisRun).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Run(process.ExitCode, await output + await errors);
    }

    private static bool IsOfThisRun(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("Cdc__", StringComparison.Ordinal);
}
