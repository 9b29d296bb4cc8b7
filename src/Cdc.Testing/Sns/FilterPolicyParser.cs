using System.Net;
using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>Reads a filter policy and refuses those that SNS refuses.</summary>
internal static class FilterPolicyParser
{
    /// <exception cref="AwsServiceException">The policy is not one that SNS takes.</exception>
    public static FilterPolicy Parse(string json, bool isForBody)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Invalid("failed to parse JSON: it is not an object");
            var policy = ParseObject(document.RootElement, isForBody);
            if (TopKeys(policy).Distinct(StringComparer.Ordinal).Count() > SnsLimits.FilterPolicyKeys)
                throw Invalid($"Filter policy can not have more than {SnsLimits.FilterPolicyKeys} keys");
            if (Combinations(policy, depth: 1, isForBody) > SnsLimits.FilterPolicyCombinations) throw Invalid("Filter policy is too complex");
            return policy;
        }
        catch (JsonException)
        {
            throw Invalid("failed to parse JSON.");
        }
    }

    private static FilterPolicy ParseObject(JsonElement json, bool isForBody)
    {
        Dictionary<string, IReadOnlyList<FilterCondition>> keys = new(StringComparer.Ordinal);
        Dictionary<string, FilterPolicy> nested = new(StringComparer.Ordinal);
        List<IReadOnlyList<FilterPolicy>> alternatives = [];
        foreach (var member in json.EnumerateObject())
        {
            var (name, value) = (member.Name, member.Value);
            var isAlternatives = name == "$or" && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() >= 2
                && value.EnumerateArray().All(policy => policy.ValueKind == JsonValueKind.Object && policy.EnumerateObject().Any());
            if (isAlternatives) alternatives.Add([.. value.EnumerateArray().Select(policy => ParseObject(policy, isForBody))]);
            else if (value.ValueKind == JsonValueKind.Array) keys[name] = ParseConditions(name, value);
            else if (value.ValueKind != JsonValueKind.Object) throw Invalid($"\"{name}\" must be an object or an array");
            else if (!isForBody) throw Invalid("Filter policy scope MessageAttributes does not support nested filter policy");
            else if (!value.EnumerateObject().Any()) throw Invalid($"\"{name}\" must not be an empty object");
            else nested[name] = ParseObject(value, isForBody);
        }

        return new(keys, nested, alternatives);
    }

    private static List<FilterCondition> ParseConditions(string key, JsonElement array)
    {
        var conditions = array.EnumerateArray().Select(ParseCondition).ToList();
        return conditions.Count > 0 ? conditions : throw Invalid($"Empty arrays are not allowed: \"{key}\"");
    }

    private static FilterCondition ParseCondition(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return ParseExact(json);
        var operators = json.EnumerateObject().ToList();
        if (operators.Count != 1) throw Invalid("Only one key allowed in match expression");
        var (name, value) = (operators[0].Name, operators[0].Value);
        return name switch
        {
            "exists" => new ExistsCondition(value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw Invalid("exists match pattern must be either true or false."),
            }),
            "numeric" => ParseNumeric(value),
            "anything-but" => ParseAnythingBut(value),
            _ => ParseText(name, value),
        };
    }

    private static FilterCondition ParseText(string name, JsonElement value) => name switch
    {
        "prefix" => new PrefixCondition(Text(name, value)),
        "suffix" => new SuffixCondition(Text(name, value)),
        "equals-ignore-case" => new EqualsIgnoreCaseCondition(Text(name, value)),
        "cidr" => new CidrCondition(IPNetwork.TryParse(Text(name, value), out var network) ? network : throw Invalid("Malformed CIDR, one '/' required")),
        _ => throw Invalid($"Unrecognized match type {name}"),
    };

    private static AnythingButCondition ParseAnythingBut(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var operators = value.EnumerateObject().ToList();
            return operators is [{ Name: "prefix" }]
                ? new([ParseText(operators[0].Name, operators[0].Value)])
                : throw Invalid($"Unsupported anything-but pattern: {string.Join(", ", operators.Select(each => each.Name))}");
        }

        if (value.ValueKind != JsonValueKind.Array) return new([ParseExact(value)]);
        return value.GetArrayLength() > 0
            ? new([.. value.EnumerateArray().Select(ParseExact)])
            : throw Invalid("Inside anything but list, empty arrays are not allowed");
    }

    private static NumericCondition ParseNumeric(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (2 or 4)) throw Invalid("Value of numeric must be an array of one or two comparisons");
        var condition = new NumericCondition(null, false, null, false);
        for (var index = 0; index < value.GetArrayLength(); index += 2)
        {
            if (value[index].ValueKind != JsonValueKind.String || FilterValue.Of(value[index + 1]) is not { Kind: JsonValueKind.Number } operand)
                throw Invalid("Value of numeric must be an operator and a number");
            var number = Checked(operand).Number;
            var sign = value[index].GetString();
            condition = (sign, index) switch
            {
                ("=", 0) when value.GetArrayLength() == 2 => new(number, true, number, true),
                (">" or ">=", 0) => condition with { Minimum = number, IncludesMinimum = sign == ">=" },
                ("<" or "<=", 0) when value.GetArrayLength() == 2 => condition with { Maximum = number, IncludesMaximum = sign == "<=" },
                ("<" or "<=", 2) => condition with { Maximum = number, IncludesMaximum = sign == "<=" },
                _ => throw Invalid($"Unrecognized numeric range operator: {sign}"),
            };
        }

        if (value.GetArrayLength() == 4 && condition.Minimum >= condition.Maximum) throw Invalid("Bottom must be less than top");
        return condition;
    }

    private static ExactCondition ParseExact(JsonElement json) =>
        new(Checked(FilterValue.Of(json) ?? throw Invalid("Match value must be String, number, true, false, or null")));

    private static FilterValue Checked(FilterValue value) =>
        Math.Abs(value.Number) <= SnsLimits.FilterPolicyNumber ? value : throw Invalid("Match numbers must be from -10^9 to 10^9");

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Invalid($"{name} match pattern must be a string");

    /// <summary>The keys that count against the limit; of nested keys only the outermost does.</summary>
    private static IEnumerable<string> TopKeys(FilterPolicy policy) =>
        policy.Keys.Keys.Concat(policy.Nested.Keys).Concat(policy.Alternatives.SelectMany(policies => policies).SelectMany(TopKeys));

    /// <summary>
    /// How many ways there are to match: the product over all keys of values times depth; alternatives add up. For bodies a dot in a key is a step
    /// into depth.
    /// </summary>
    private static long Combinations(FilterPolicy policy, int depth, bool isForBody)
    {
        var product = 1L;
        foreach (var (key, conditions) in policy.Keys) product *= conditions.Count * (depth + Dots(key));
        foreach (var (key, nested) in policy.Nested) product *= Combinations(nested, depth + 1 + Dots(key), isForBody);
        foreach (var policies in policy.Alternatives) product *= policies.Sum(alternative => Combinations(alternative, depth, isForBody));
        return product;

        int Dots(string key) => isForBody ? key.AsSpan().Count('.') : 0;
    }

    private static AwsServiceException Invalid(string reason) => SnsErrors.InvalidParameter($"FilterPolicy: {reason}");
}
