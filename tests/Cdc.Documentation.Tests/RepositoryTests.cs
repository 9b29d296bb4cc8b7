namespace Cdc.Documentation.Tests;

/// <summary>What holds for every file of the repository.</summary>
public sealed class RepositoryTests
{
    private const int MostLines = 400;

    // What git does not track.
    private static readonly string[] _folders = [".git", ".vs", ".idea", "artifacts", "bin", "obj", "node_modules", "TestResults"];

    private static IEnumerable<string> Files => FilesIn(new DirectoryInfo(Repository.Root)).Where(file => file.Extension != ".png").Select(file => file.FullName);

    [Fact]
    public void Files_Found_AreThoseOfTheRepository() =>
        Files.Select(Relative).Should().Contain(["README.md", "OrdersCdc.slnx", ".editorconfig", "build/pack.sh", "tests/Cdc.Documentation.Tests/RepositoryTests.cs"]);

    [Fact]
    public void Files_Lengths_AreAtMostFourHundredLines() =>
        Files.Select(file => (File: Relative(file), Lines: File.ReadLines(file).Count())).Where(file => file.Lines > MostLines).Should().BeEmpty();

    [Fact]
    public void Files_Texts_HaveNothingLeftToDo() =>
        Files.Where(file => File.ReadAllText(file).Contains("TO" + "DO", StringComparison.Ordinal)).Select(Relative).Should().BeEmpty();

    private static IEnumerable<FileInfo> FilesIn(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(inner => !_folders.Contains(inner.Name)).SelectMany(FilesIn));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/');
}
