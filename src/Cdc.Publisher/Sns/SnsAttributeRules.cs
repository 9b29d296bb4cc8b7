using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Cdc.Publisher.Sns;

/// <summary>What SNS and raw delivery to SQS take as message attributes.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html"/></remarks>
internal static class SnsAttributeRules
{
    /// <summary>A subscription with raw delivery drops a message with more.</summary>
    public const int MaxCount = 10;

    /// <summary><c>type</c> and <c>operation</c>, which every message has.</summary>
    public const int OwnCount = 2;

    /// <summary>The attribute that says how many changes a message has, where it has more than one.</summary>
    public const string Changes = "changes";

    private const int MaxNameLength = 256;

    private static readonly SearchValues<byte> _controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code).Where(code => code is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))]);

    /// <summary>What is wrong with an attribute's name, as the end of a sentence; null where nothing is.</summary>
    public static string? ProblemOfName(string? name)
    {
        if (name is "type" or "operation" or Changes) return "is one that messages have already";
        if (name is not { Length: > 0 and <= MaxNameLength }) return $"does not have 1 to {MaxNameLength} characters";
        if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.'))
            return "has other characters than letters, digits, underscores, hyphens and periods";
        if (name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal)) return "begins or ends with a period, or has two in a row";
        return name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase)
            ? "begins with AWS. or Amazon."
            : null;
    }

    public static bool IsDataType(string dataType) => dataType is "String" or "String.Array" or "Number";

    /// <summary>Whether a value can be sent: not empty, and without the characters that XML does not have.</summary>
    public static bool IsValue(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || !Utf8.IsValid(utf8)) return false;
        return !utf8.ContainsAny(_controls) && utf8.IndexOf("\uFFFE"u8) < 0 && utf8.IndexOf("\uFFFF"u8) < 0;
    }

    public static bool IsValue(string? text) => text is not null && IsValue(Encoding.UTF8.GetBytes(text));
}
