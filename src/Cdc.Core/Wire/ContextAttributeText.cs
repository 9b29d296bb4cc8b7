using Cdc.Texts;

namespace Cdc.Core.Wire;

/// <summary>The rules for an envelope's context attributes, by which people and programs know a change: <c>id</c>, <c>source</c> and <c>type</c>.</summary>
/// <remarks>
/// They stand in logs, spans and databases, so whoever may send must not be able to write lines, hide text or fill disks with them. CloudEvents
/// disallows control characters and what is no character (<see href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system"/>);
/// line separators and marks that turn the direction of writing are refused as well.
/// </remarks>
internal static class ContextAttributeText
{
    /// <summary>More than SNS's deduplication ids have (<see href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"/>): 128.</summary>
    public const int LongestId = 256;

    /// <summary>The longest ARN of a table: <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html"/>.</summary>
    public const int LongestSource = 1024;

    /// <summary>More than the longest name of a table with an operation has: 264.</summary>
    public const int LongestType = 512;

    /// <summary>Says what is wrong with a text, as the end of a sentence; null where nothing is.</summary>
    public static string? ProblemOf(string text, int longest)
    {
        if (text.Length > longest) return TooLong(longest);
        return VisibleText.IsAll(text) ? null : "holds a control character, or another that is not to be seen";
    }

    public static string TooLong(int longest) => $"is longer than {longest} characters";
}
