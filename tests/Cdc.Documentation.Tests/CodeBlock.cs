using System.Text;

namespace Cdc.Documentation.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, from the repository's root.</param>
/// <param name="Line">The line of the fence, from 1.</param>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Text">What is in it.</param>
public sealed record CodeBlock(string Page, int Line, string Language, string Text)
{
    private const string Fence = "```";

    public static IEnumerable<CodeBlock> Of(string page)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, page));
        for (var index = 0; index < lines.Length; index++)
        {
            // Within a list a block is indented.
            var indent = lines[index].Length - lines[index].TrimStart().Length;
            if (!lines[index][indent..].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var text = new StringBuilder();
            var start = index;
            for (index++; index < lines.Length && lines[index].Trim() != Fence; index++) text.Append(lines[index].AsSpan(Math.Min(indent, lines[index].Length))).Append('\n');
            yield return new CodeBlock(page, start + 1, lines[start][(indent + Fence.Length)..].Trim(), text.ToString());
        }
    }

    public override string ToString() => $"{Page}:{Line}";
}
