using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Cdc.Tests.Emulators;

/// <summary>The npm package that carries DynamoDB Local: fetched once, checked, and kept unpacked in the user's cache.</summary>
internal static class DynamoDbLocalPackage
{
    private const string Name = "amplify-dynamodb-simulator";
    private const string Version = "2.9.30";
    private const string Sha512 = "xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <returns>The folder of DynamoDBLocal.jar.</returns>
    /// <exception cref="InvalidOperationException">npm is not there, has no such package, or the package is not the one that was pinned.</exception>
    public static async Task<string> FetchAsync()
    {
        var cache = CacheFolder();
        var package = Path.Combine(cache, $"{Name}-{Version}");
        var emulator = Path.Combine(package, "package", "emulator");
        if (Directory.Exists(package)) return emulator;

        // In a folder of this process alone, beside where it belongs, so that the last step is one rename.
        var mine = Path.Combine(cache, $"{Guid.NewGuid():N}");
        var content = Path.Combine(mine, "content");
        Directory.CreateDirectory(content);
        try
        {
            await UnpackAsync(await PackAsync(mine), content);
            Directory.Move(content, package);
        }
        catch (IOException) when (Directory.Exists(package))
        {
            // Another process was faster.
        }
        finally
        {
            Directory.Delete(mine, recursive: true);
        }

        return emulator;
    }

    private static string CacheFolder()
    {
        string?[] roots =
        [
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            Path.GetTempPath(),
        ];
        return Path.Combine(roots.First(root => !string.IsNullOrEmpty(root))!, "orders-cdc", "emulators");
    }

    /// <summary>Has npm fetch the package, from wherever it is configured to.</summary>
    private static async Task<string> PackAsync(string folder)
    {
        if (!EmulatorProcess.IsOnPath("npm")) throw new InvalidOperationException("npm is not on PATH, which fetches DynamoDB Local.");
        var start = new ProcessStartInfo("npm", ["pack", $"{Name}@{Version}", "--silent"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var npm = Process.Start(start)!;
        using var patience = new CancellationTokenSource(_patience, TimeProvider.System);
        try
        {
            var (output, errors) = (npm.StandardOutput.ReadToEndAsync(patience.Token), npm.StandardError.ReadToEndAsync(patience.Token));
            await npm.WaitForExitAsync(patience.Token);
            return npm.ExitCode == 0
                ? Directory.GetFiles(folder, "*.tgz").Single()
                : throw new InvalidOperationException($"npm could not fetch {Name}@{Version}: {await output}{await errors}");
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"npm did not fetch {Name}@{Version} within {_patience}.");
        }
    }

    private static async Task UnpackAsync(string tarball, string folder)
    {
        await using var file = File.OpenRead(tarball);
        var found = Convert.ToBase64String(await SHA512.HashDataAsync(file));
        if (found != Sha512) throw new InvalidOperationException($"{Name}@{Version} has the SHA-512 {found}, not {Sha512}: it is not what was pinned.");
        file.Position = 0;
        await using var tar = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: false);
    }
}
