using System.Text.Json;
using Cdc.Testing.Sns;

namespace Cdc.Testing.EventSource.Filters;

/// <summary>Reads a filter pattern, and refuses what Lambda has no rule for.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax"/></remarks>
internal static class EventPatternParser
{
    private const int MaxLength = 4096;

    /// <exception cref="FormatException">It is no pattern, or this source does not know the filter.</exception>
    public static EventPattern Parse(string pattern, bool allowsNumeric)
    {
        if (pattern is null || pattern.Length > MaxLength) throw new FormatException($"a pattern has at most {MaxLength} characters");
        try
        {
            using var document = JsonDocument.Parse(pattern);
            return ParseObject("the pattern", document.RootElement, allowsNumeric);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException("it is not JSON", error);
        }
    }

    private static EventPattern ParseObject(string name, JsonElement json, bool allowsNumeric)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.EnumerateObject().Any()) throw new FormatException($"{name} must be an object with members");
        Dictionary<string, IReadOnlyList<FilterCondition>> leaves = new(StringComparer.Ordinal);
        Dictionary<string, EventPattern> nested = new(StringComparer.Ordinal);
        List<IReadOnlyList<EventPattern>> alternatives = [];
        foreach (var member in json.EnumerateObject())
        {
            var isArray = member.Value.ValueKind == JsonValueKind.Array;
            if (isArray && member.Value.GetArrayLength() == 0) throw new FormatException($"'{member.Name}' must not be an empty array");
            if (isArray && member.Name == "$or")
                alternatives.Add([.. member.Value.EnumerateArray().Select(pattern => ParseObject("each pattern of $or", pattern, allowsNumeric))]);
            else if (isArray)
                leaves[member.Name] = [.. member.Value.EnumerateArray().Select(rule => ParseRule(rule, allowsNumeric))];
            else
                nested[member.Name] = ParseObject($"'{member.Name}'", member.Value, allowsNumeric);
        }

        return new(leaves, nested, alternatives);
    }

    private static FilterCondition ParseRule(JsonElement rule, bool allowsNumeric)
    {
        if (rule.ValueKind != JsonValueKind.Object) return Exact(rule);
        var operators = rule.EnumerateObject().ToList();
        if (operators is not [var (name, value)]) throw new FormatException("a rule has one operator");
        return name switch
        {
            "prefix" => new PrefixCondition(Text(name, value)),
            "suffix" => new SuffixCondition(Text(name, value)),
            "equals-ignore-case" => new EqualsIgnoreCaseCondition(Text(name, value)),
            "exists" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => new ExistsCondition(value.GetBoolean()),
            "exists" => throw new FormatException("exists takes true or false"),
            "anything-but" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 =>
                new AnythingButCondition([.. value.EnumerateArray().Select(Exact)]),
            "anything-but" => new AnythingButCondition([Exact(value)]),
            "numeric" when allowsNumeric => NumericRule.Parse(value),
            "numeric" => throw new FormatException("numeric does not work here: DynamoDB writes numbers as strings"),
            _ => throw new FormatException($"there is no operator '{name}'"),
        };
    }

    private static ExactCondition Exact(JsonElement value) =>
        new(FilterValue.Of(value) ?? throw new FormatException("a rule compares with a string, a number, true, false or null"));

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{name} takes a string");

    private static void Deconstruct(this JsonProperty property, out string name, out JsonElement value) => (name, value) = (property.Name, property.Value);
}
