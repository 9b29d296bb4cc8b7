using System.Xml.Linq;

namespace Cdc.Tests.Files;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The README and the pages in docs, by their paths from the root.</summary>
    public static IEnumerable<string> Pages =>
        Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"))
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal);

    /// <summary>The version that the packages have, from its one place.</summary>
    public static string Version => XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrdersCdc.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No OrdersCdc.slnx above {AppContext.BaseDirectory}.");
    }
}
