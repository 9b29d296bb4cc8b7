using System.Text.RegularExpressions;

namespace Cdc.Testing.Sqs;

/// <summary>Tells the ARN of a queue from other texts.</summary>
internal static partial class SqsArns
{
    public static bool IsQueue(string text) => Form().IsMatch(text);

    [GeneratedRegex("^arn:[a-z-]+:sqs:[a-z0-9-]+:[0-9]{12}:[a-zA-Z0-9_-]+([.]fifo)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
