using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Cdc.Packages.Tests;

/// <summary>
/// A folder in which projects are made that install the packages as anybody would, with nothing but references to them. Ours come from where they were packed,
/// into a cache of their own; the others from the caches and sources of this machine.
/// </summary>
/// <param name="packages">The packages.</param>
public sealed class InstalledProjects(PackedPackages packages)
{
    private Task? _prepared;

    /// <summary>Gets the runtime that self-contained programs are made for.</summary>
    public static string Runtime => $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Gets a folder below that of the projects.</summary>
    public string this[string name] => Path.Combine(packages.Root, "projects", name);

    /// <summary>Writes a project's files.</summary>
    /// <returns>The project's folder.</returns>
    public string Write(string project, params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateDirectory(this[project]).FullName;
        foreach (var (name, text) in files) File.WriteAllText(Path.Combine(folder, name), text);
        return folder;
    }

    /// <summary>Packs what was published, whole or some files of it, as a function's zip, and unpacks it into a folder that holds nothing else, as Lambda does.</summary>
    /// <returns>The folder.</returns>
    public string Package(string published, params string[] files)
    {
        var (zip, folder) = ($"{this[published]}.zip", $"{this[published]}-unpacked");
        using (var packing = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            foreach (var file in files.Length > 0 ? files.Select(name => Path.Combine(this[published], name)) : Directory.GetFiles(this[published], "*", SearchOption.AllDirectories))
                packing.CreateEntryFromFile(file, Path.GetRelativePath(this[published], file));
        }

        ZipFile.ExtractToDirectory(zip, folder);
        return folder;
    }

    /// <summary>Makes a project of a template, in a folder of the template's name.</summary>
    public Task<Run> NewAsync(string folder, params string[] arguments) =>
        DotNetAsync("", ["new", .. arguments, "--output", folder, "--debug:custom-hive", this["templates"]]);

    /// <summary>Runs <c>dotnet</c> in a project's folder. Every warning is an error.</summary>
    public async Task<Run> DotNetAsync(string project, params string[] arguments)
    {
        await (_prepared ??= PrepareAsync());
        string[] strict = arguments[0] is "build" or "publish" ? ["-warnaserror", "-nologo"] : [];
        return await RunAsync(project, "dotnet", [.. arguments, .. strict]);
    }

    /// <summary>Runs a program in a project's folder.</summary>
    public Task<Run> RunAsync(string project, string program, params string[] arguments) => Run.Async(
        this[project],
        new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = this["installed"],
            // Asking for known vulnerabilities needs a network; the repository's own build does it.
            ["NuGetAudit"] = "false",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_NOLOGO"] = "1",
        },
        program,
        arguments);

    private async Task PrepareAsync()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Write(
            "",
            ("nuget.config", $"""
                <configuration>
                  <packageSources>
                    <add key="orders-cdc" value="{packages.Folder}" />
                    {(Directory.Exists(cache) ? $"""<add key="own" value="{cache}" />""" : "")}
                  </packageSources>
                  <fallbackPackageFolders>
                    {(Directory.Exists(cache) ? $"""<add key="cache" value="{cache}" />""" : "")}
                  </fallbackPackageFolders>
                </configuration>
                """),
            // Nothing above this folder has a say.
            ("Directory.Build.props", "<Project />"),
            ("Directory.Build.targets", "<Project />"),
            ("Directory.Packages.props", "<Project />"));
        var installed = await RunAsync("", "dotnet", "new", "install", Path.Combine(packages.Folder, $"Cdc.Templates.{packages.Version}.nupkg"), "--debug:custom-hive", this["templates"]);
        if (installed.ExitCode != 0) throw new InvalidOperationException($"dotnet new install ended with {installed.ExitCode}:\n{installed.Output}");
    }
}
