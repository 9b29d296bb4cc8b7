using System.Reflection;
using System.Text.RegularExpressions;

namespace Cdc.Documentation.Tests;

/// <summary>The examples of the pages on testing run, and do what they say: each program prints what its comments say, each test passes.</summary>
public sealed partial class TestingPageTests
{
    private static readonly string[] _pages = ["docs/testing.md", "docs/testing-your-code.md", "docs/local-aws.md"];

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public static TheoryData<CodeBlock> ProgramBlocks => [.. Blocks.Where(block => !IsTests(block))];

    public static TheoryData<CodeBlock> TestBlocks => [.. Blocks.Where(IsTests)];

    private static IEnumerable<CodeBlock> Blocks => _pages.SelectMany(CodeBlock.Of).Where(block => block.Language == "csharp");

    [Theory]
    [MemberData(nameof(ProgramBlocks), DisableDiscoveryEnumeration = true)]
    public async Task Program_Run_PrintsWhatItsCommentsSay(CodeBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var expected = PrintedComment().Matches(block.Text).Select(match => match.Groups["text"].Value.Trim()).ToList();

        // Whoever has that port here keeps it.
        var printed = await Programs.RunAsync(block with { Text = block.Text.Replace("port: 4566", "port: 0", StringComparison.Ordinal) }).WaitAsync(_patience);

        if (expected.Count == 0) return;
        printed.Should().HaveSameCount(expected);
        foreach (var (line, comment) in printed.Zip(expected)) Shortened(line, comment).Should().Be(comment);
    }

    [Theory]
    [MemberData(nameof(TestBlocks), DisableDiscoveryEnumeration = true)]
    public async Task Tests_Run_Pass(CodeBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var tests = Programs.Load(block).GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FactAttribute>() is not null).ToList();

        tests.Should().NotBeEmpty();
        foreach (var test in tests)
        {
            var instance = Activator.CreateInstance(test.DeclaringType!);
            using (instance as IDisposable) await ((Task)test.Invoke(instance, null)!).WaitAsync(_patience);
        }
    }

    [Fact]
    public void Examples_ForHandlerRulesAndFailures_AreThere() => Blocks.Count(IsTests).Should().Be(3);

    private static bool IsTests(CodeBlock block) => block.Text.Contains("[Fact]", StringComparison.Ordinal);

    /// <summary>The printed line as far as a comment that ends in an ellipsis goes.</summary>
    private static string Shortened(string line, string comment) =>
        comment.EndsWith('…') && line.Length >= comment.Length ? line[..(comment.Length - 1)] + '…' : line;

    [GeneratedRegex(@"Console\.WriteLine\(.*\);\s*// (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedComment();
}
