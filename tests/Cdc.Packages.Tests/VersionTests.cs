using System.Text.RegularExpressions;

namespace Cdc.Packages.Tests;

/// <summary>The version is in one place; what shows it elsewhere, for somebody to copy, shows the same.</summary>
public sealed partial class VersionTests
{
    [Fact]
    public void Pages_VersionsOfOurPackages_AreTheBuilds()
    {
        var pages = Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"));

        var versions = pages.SelectMany(page => References().Matches(File.ReadAllText(page))).Select(match => match.Groups["version"].Value).ToList();

        versions.Should().NotBeEmpty().And.AllBe(Repository.Version);
    }

    [GeneratedRegex("""Include="Cdc\.\w+" Version="(?<version>[^"]+)""")]
    private static partial Regex References();
}
