using System.Diagnostics;
using System.IO.Compression;

namespace OrdersDemo.StreamFunction.Tests;

/// <summary>Runs <c>build/package-function.sh</c>.</summary>
/// <param name="ExitCode">The script's exit code.</param>
/// <param name="Output">What it wrote, on either stream.</param>
public sealed record PackagingScript(int ExitCode, string Output)
{
    private static readonly string _script = Path.Combine(Repository.Root, "build", "package-function.sh");

    /// <summary>Gets why packages cannot be made here; null where they can, and in CI, where they must.</summary>
    public static string? Absent =>
        Environment.GetEnvironmentVariable("CI") == "true" ? null
        : !OperatingSystem.IsLinux() ? "The functions' packages are made on Linux."
        : !CommandPath.Has("clang") && !CommandPath.Has("gcc") ? "Neither clang nor gcc is on PATH; one of them links native code."
        : !CommandPath.Has("zip") && !CommandPath.Has("python3") ? "Neither zip nor python3 is on PATH; one of them makes the package."
        : null;

    public static async Task<PackagingScript> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [_script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new PackagingScript(process.ExitCode, await output + await errors);
    }

    /// <summary>Makes a package and unpacks it.</summary>
    /// <param name="kind"><c>native</c> or <c>managed</c>.</param>
    /// <param name="folder">Where the package goes, and below it what is in it.</param>
    /// <returns>The folder with the package's content, and what the script wrote.</returns>
    public static async Task<(string Content, string Output)> UnpackAsync(string kind, string folder)
    {
        var run = await RunAsync($"--{kind}", "--output", folder);
        if (run.ExitCode != 0) throw new InvalidOperationException($"package-function.sh ended with {run.ExitCode}:\n{run.Output}");
        var content = Path.Combine(folder, "content");
        await ZipFile.ExtractToDirectoryAsync(Directory.GetFiles(folder, $"orders-function-{kind}-*.zip").Single(), content);
        return (content, run.Output);
    }
}
