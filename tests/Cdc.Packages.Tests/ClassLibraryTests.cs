using System.Text.RegularExpressions;

namespace Cdc.Packages.Tests;

/// <summary>
/// A function that is a class library does not start without the package <c>Amazon.Lambda.Core</c>, which nothing of ours brings along: whoever is told of its handler string must be
/// told of the package as well.
/// </summary>
public sealed partial class ClassLibraryTests
{
    private static readonly string[] _kinds = [".md", ".cs", ".csproj", ".json", ".sh", ".yaml"];

    private static readonly string[] _folders = ["docs", "src", "samples", "templates", "build"];

    public static TheoryData<string> Files =>
    [
        .. _folders.SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Repository.Root, "*.md"))
            .Where(file => _kinds.Contains(Path.GetExtension(file)) && !Made().IsMatch(file) && Handler().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_WithAHandlerString_NamesThePackageThatItNeeds(string file) =>
        File.ReadAllText(Path.Combine(Repository.Root, file)).Contains("Amazon.Lambda.Core", StringComparison.Ordinal).Should().BeTrue();

    [Fact]
    public void Page_OfTheFunction_SaysWhatToAddAndWhy() =>
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "lambda.md")).Should()
            .Contain("## As a class library").And.Contain("`dotnet add package Amazon.Lambda.Core`").And.Contain("`FileNotFoundException`").And.Contain(".deps.json");

    [GeneratedRegex(@"(?<![\w:])(?!AWS::)[\w.<>]+::[\w.<>]+::\w+")]
    private static partial Regex Handler();

    [GeneratedRegex(@"[\\/](bin|obj|node_modules)[\\/]")]
    private static partial Regex Made();
}
