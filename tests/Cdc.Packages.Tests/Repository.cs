namespace Cdc.Packages.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Gets the version that is in one place, <c>Directory.Build.props</c>.</summary>
    public static string Version { get; } =
        System.Xml.Linq.XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrdersCdc.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No OrdersCdc.sln above {AppContext.BaseDirectory}.");
    }
}
