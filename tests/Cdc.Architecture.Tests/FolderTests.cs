using ArchUnitNET.Domain;

namespace Cdc.Architecture.Tests;

/// <summary>The folders of a package depend on each other in one direction.</summary>
/// <remarks>
/// A folder is a namespace below the package's own. The package's root is its public API, which the folders serve and know, so it is no folder.
/// </remarks>
public sealed class FolderTests
{
    public static TheoryData<string> All => [.. Packages.All];

    [Theory]
    [MemberData(nameof(All))]
    public void Folders_Dependencies_FormNoCycle(string package)
    {
        var folders = FoldersOf(package);

        folders.Where(folder => Reached(folder.Key, folders).Contains(folder.Key))
            .SelectMany(folder => folder.Value.Where(other => Reached(other.Key, folders).Contains(folder.Key)).Select(other => $"{folder.Key} → {other.Key}: {other.Value}"))
            .Should().BeEmpty("each of these is part of a cycle");
    }

    [Fact]
    public void FoldersOf_APackage_FindsItsFoldersAndWhatTheyUse() =>
        FoldersOf("Cdc.Core").Should().ContainKey("Keys").And.ContainKey("Wire");

    private static HashSet<string> Reached(string from, Dictionary<string, Dictionary<string, string>> folders)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var folder))
        {
            foreach (var next in folders.GetValueOrDefault(folder)?.Keys ?? Enumerable.Empty<string>())
            {
                if (reached.Add(next)) open.Push(next);
            }
        }

        return reached;
    }

    /// <summary>Each folder with the folders that it depends on, and one example of each dependency.</summary>
    private static Dictionary<string, Dictionary<string, string>> FoldersOf(string package)
    {
        var folders = new Dictionary<string, Dictionary<string, string>>();
        foreach (var type in Packages.Of(package).Types)
        {
            if (FolderOf(package, type) is not { } folder) continue;
            var dependencies = folders.TryGetValue(folder, out var known) ? known : folders[folder] = [];
            foreach (var target in type.Dependencies.Select(dependency => dependency.Target))
            {
                if (FolderOf(package, target) is { } other && other != folder) dependencies.TryAdd(other, $"{type.Name} uses {target.Name}");
            }
        }

        return folders;
    }

    private static string? FolderOf(string package, IType type) =>
        type.Namespace?.FullName is { } name && name.StartsWith(package + ".", StringComparison.Ordinal) ? name[(package.Length + 1)..] : null;
}
