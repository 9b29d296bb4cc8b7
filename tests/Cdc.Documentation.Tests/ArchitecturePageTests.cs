using System.Text.RegularExpressions;

namespace Cdc.Documentation.Tests;

/// <summary>The architecture's page names what there is: a reader who looks for a class or a folder finds it.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));

    private static readonly Lazy<HashSet<string>> _declared = new(() =>
    [
        .. SourcesOf(Path.Combine(Repository.Root, "src")).SelectMany(file => Declaration().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value),
        .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "samples")).Select(folder => Path.GetFileName(folder)),
    ]);

    public static TheoryData<string> Packages =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "Cdc.*").Select(folder => Path.GetFileName(folder))];

    [Fact]
    public void Names_OfThePage_AreDeclaredInTheSources() =>
        Code().Matches(_page).Select(match => match.Groups["code"].Value).Where(code => Name().IsMatch(code) && !_declared.Value.Contains(code)).Should().BeEmpty();

    [Fact]
    public void Paths_OfThePage_AreThere() =>
        Code().Matches(_page).Select(match => match.Groups["code"].Value).Where(code => code.StartsWith("Cdc.", StringComparison.Ordinal) || code.StartsWith("src/", StringComparison.Ordinal))
            .Select(code => code.StartsWith("src/", StringComparison.Ordinal) ? code : "src/" + code)
            .Where(path => !Path.Exists(Path.Combine(Repository.Root, path)) && !File.Exists(Path.Combine(Repository.Root, path + ".cs")) && !IsTestProject(path)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Packages))]
    public void Folders_OfAPackage_AreThoseOfItsRow(string package)
    {
        var row = _page.Split('\n').Should().ContainSingle(line => line.StartsWith($"| `src/{package}` |", StringComparison.Ordinal)).Subject;

        Folder().Matches(row).Select(match => match.Groups["name"].Value).Should().BeEquivalentTo(FoldersOf(Path.Combine(Repository.Root, "src", package)));
    }

    [Fact]
    public void Folders_OfSharedSources_AreThoseOfTheirRow()
    {
        var row = _page.Split('\n').Should().ContainSingle(line => line.StartsWith("| `src/Shared` |", StringComparison.Ordinal)).Subject;

        Folder().Matches(row).Select(match => match.Groups["name"].Value).Should().BeEquivalentTo(FoldersOf(Path.Combine(Repository.Root, "src", "Shared")));
    }

    [Fact]
    public void Declaration_Sources_FindsTypesAndMethods() => _declared.Value.Should().Contain(["CdcEnvelope", "ICdcHandler", "AddCdcConsumer", "PublishSchedule"]);

    private static bool IsTestProject(string path) => Directory.Exists(Path.Combine(Repository.Root, "tests", Path.GetFileName(path)));

    private static IEnumerable<string> FoldersOf(string folder) =>
        Directory.EnumerateDirectories(folder).Where(inner => SourcesOf(inner).Any()).Select(inner => Path.GetFileName(inner));

    private static IEnumerable<string> SourcesOf(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split('/', '\\').Any(part => part is "bin" or "obj"));

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z]\w+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"`(?<name>[A-Z]\w+)/`")]
    private static partial Regex Folder();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum|delegate \S+|static \S+) (?<name>[A-Z]\w+)")]
    private static partial Regex Declaration();
}
