using System.Globalization;
using System.Text.RegularExpressions;
using Cdc.Validation;

namespace Cdc.Consumer.Loading;

/// <summary>Finds every fault of the options by which items are read.</summary>
internal sealed partial class ItemOptionsValidator() : OptionsValidator<DynamoDbItemOptions>("Consumer")
{
    private const int MaxConcurrentReads = 100;
    private const int MaxKeyAttributes = 2;

    /// <summary>Whether the text is a table's name, or its ARN.</summary>
    public static bool IsTable(string text) => TablePattern().IsMatch(text);

    protected override IEnumerable<string> Faults(DynamoDbItemOptions options)
    {
        if (!IsTable(options.TableName)) yield return $"TableName is '{options.TableName}', which is neither a table's name nor its ARN.";
        if (options.MaxConcurrentReads is < 1 or > MaxConcurrentReads)
            yield return string.Create(CultureInfo.InvariantCulture, $"MaxConcurrentReads is {options.MaxConcurrentReads}, outside 1 to {MaxConcurrentReads}.");
        if (options.KeyAttributes.Count > MaxKeyAttributes)
            yield return $"KeyAttributes has {string.Join(", ", options.KeyAttributes.Keys)}; a key has one or two attributes.";
        foreach (var (attribute, type) in options.KeyAttributes)
        {
            if (attribute.Length == 0 || type is not ("S" or "N" or "B"))
                yield return $"KeyAttributes has '{attribute}' with type '{type}', which is none of S, N and B.";
        }
    }

    [GeneratedRegex(@"^(arn:[a-z0-9-]+:dynamodb:[a-z0-9-]+:[0-9]+:table/)?[A-Za-z0-9_.-]{3,255}\z")]
    private static partial Regex TablePattern();
}
