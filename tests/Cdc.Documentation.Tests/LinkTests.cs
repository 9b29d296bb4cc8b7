using System.Globalization;
using System.Text.RegularExpressions;

namespace Cdc.Documentation.Tests;

/// <summary>Links between the pages lead somewhere. Links to other sites are not followed: tests call nothing but this machine.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void RelativeLinks_OfAPage_LeadToFiles(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        TargetsOf(page).Where(target => target[0] != '#' && !Path.Exists(Path.Combine(folder, target.Split('#')[0]))).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Anchors_InLinksOfAPage_AreHeadings(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;

        TargetsOf(page).Where(target => target.Contains('#', StringComparison.Ordinal)).Where(target => !IsHeading(target)).Should().BeEmpty();

        bool IsHeading(string target)
        {
            var parts = target.Split('#', 2);
            var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.Combine(folder, parts[0]);
            return Heading().Matches(File.ReadAllText(path)).Any(match => AnchorOf(match.Groups["title"].Value) == parts[1]);
        }
    }

    private static IEnumerable<string> TargetsOf(string page) => Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
        .Select(match => match.Groups["target"].Value)
        .Where(target => !target.Contains("://", StringComparison.Ordinal));

    // As GitHub makes it: lower case, punctuation gone, a hyphen for each space.
    private static string AnchorOf(string title) =>
        Punctuation().Replace(title.Trim().ToLower(CultureInfo.InvariantCulture), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
