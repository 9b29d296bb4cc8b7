namespace Cdc.Documentation.Tests;

/// <summary>What holds for every file of the repository.</summary>
public sealed class RepositoryTests
{
    private const int MostLines = 400;

    // What git does not track.
    private static readonly string[] _folders = [".git", ".vs", ".idea", "artifacts", "bin", "obj", "node_modules", "TestResults"];

    private const string LockFile = "packages.lock.json";

    // Nobody writes a lock file, or reads it line by line.
    private static IEnumerable<string> Files =>
        FilesIn(new DirectoryInfo(Repository.Root)).Where(file => file.Extension != ".png" && file.Name != LockFile).Select(file => file.FullName);

    private static IEnumerable<string> Projects => Files.Where(file =>
        file.EndsWith(".csproj", StringComparison.Ordinal) && !Relative(file).StartsWith("templates/Cdc.Templates/content/", StringComparison.Ordinal));

    [Fact]
    public void Files_Found_AreThoseOfTheRepository() =>
        Files.Select(Relative).Should().Contain(["README.md", "OrdersCdc.slnx", ".editorconfig", "build/pack.sh", "tests/Cdc.Documentation.Tests/RepositoryTests.cs"]);

    [Fact]
    public void Files_Lengths_AreAtMostFourHundredLines() =>
        Files.Select(file => (File: Relative(file), Lines: File.ReadLines(file).Count())).Where(file => file.Lines > MostLines).Should().BeEmpty();

    [Fact]
    public void Files_Texts_HaveNothingLeftToDo() =>
        Files.Where(file => File.ReadAllText(file).Contains("TO" + "DO", StringComparison.Ordinal)).Select(Relative).Should().BeEmpty();

    [Fact]
    public void Projects_PackagesOfOthers_AreLocked() =>
        Projects.Where(file => !File.ReadAllText(file).Contains("<PublishAot>true", StringComparison.Ordinal))
            .Where(file => !File.Exists(Path.Combine(Path.GetDirectoryName(file)!, LockFile))).Select(Relative).Should().BeEmpty("dotnet restore --force-evaluate writes them");

    // Any source of the machine could give it.
    [Fact]
    public void Projects_PackagesOfTheFamily_AreNotReferencedAsPackages() =>
        Projects.Where(file => File.ReadAllText(file).Contains("PackageReference Include=\"Cdc.", StringComparison.Ordinal)).Select(Relative).Should().BeEmpty();

    private static IEnumerable<FileInfo> FilesIn(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(inner => !_folders.Contains(inner.Name)).SelectMany(FilesIn));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/');
}
