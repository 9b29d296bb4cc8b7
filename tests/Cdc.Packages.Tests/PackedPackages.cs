using System.Globalization;

namespace Cdc.Packages.Tests;

/// <summary>The packages, made once for all tests as a release is made, in a folder of their own.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>Where the sources are said to be published.</summary>
    public const string RepositoryUrl = "https://github.com/example/orders-cdc";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cdc-packages-");

    /// <summary>Gets their version: one that no cache of this machine can know.</summary>
    public string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"{Repository.Version}-test.{Guid.NewGuid():N}");

    /// <summary>Gets a folder for what the tests make of them.</summary>
    public string Root => _folder.FullName;

    /// <summary>Gets the folder that they are in.</summary>
    public string Folder => Path.Combine(Root, "packages");

    public async Task InitializeAsync()
    {
        if (Toolchain.NoPacking is not null) return;
        var run = await Run.Async(
            Repository.Root, new Dictionary<string, string>(), "bash", Path.Combine(Repository.Root, "build", "pack.sh"),
            "--version-suffix", Version[(Repository.Version.Length + 1)..], "--repository-url", RepositoryUrl, "--output", Folder, "--sbom");
        if (run.ExitCode != 0) throw new InvalidOperationException($"build/pack.sh ended with {run.ExitCode}:\n{run.Output}");
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Opens a package.</summary>
    public PackageFile Open(string id, string extension = "nupkg") => new(Path.Combine(Folder, $"{id}.{Version}.{extension}"), id);
}
