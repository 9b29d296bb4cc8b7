using System.Text.Json;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>A filter policy, or an object inside one: every key must match, by one of its conditions.</summary>
/// <param name="Keys">The conditions of each key.</param>
/// <param name="Nested">The policies for objects inside the body.</param>
/// <param name="Alternatives">The lists behind <c>$or</c>: of each, one policy must match.</param>
internal sealed record FilterPolicy(
    IReadOnlyDictionary<string, IReadOnlyList<FilterCondition>> Keys,
    IReadOnlyDictionary<string, FilterPolicy> Nested,
    IReadOnlyList<IReadOnlyList<FilterPolicy>> Alternatives)
{
    public bool Matches(IReadOnlyDictionary<string, MessageAttribute> attributes) =>
        Keys.All(key => Meets(key.Value, attributes.TryGetValue(key.Key, out var attribute) ? FilterValue.Of(attribute) : null))
        && Alternatives.All(policies => policies.Any(policy => policy.Matches(attributes)));

    /// <summary>Matches an object of the body. Of an array, one element must match as a whole.</summary>
    public bool Matches(JsonElement? json)
    {
        if (json is { ValueKind: JsonValueKind.Array } array) return array.EnumerateArray().Any(element => Matches(element));
        return Keys.All(key => Meets(key.Value, Values(Members(json, key.Key).ToList())))
            && Nested.All(nested => Members(json, nested.Key).Select(member => (JsonElement?)member).DefaultIfEmpty().Any(nested.Value.Matches))
            && Alternatives.All(policies => policies.Any(policy => policy.Matches(json)));
    }

    private static bool Meets(IReadOnlyList<FilterCondition> conditions, IReadOnlyList<FilterValue>? values) =>
        conditions.Any(condition => values is null ? condition.MatchesAbsence : condition.Matches(values));

    /// <summary>The members that a key stands for: the one of that name, and those that it leads to where its dots are steps into objects.</summary>
    private static IEnumerable<JsonElement> Members(JsonElement? json, string name)
    {
        if (json is { ValueKind: JsonValueKind.Array } array)
        {
            foreach (var member in array.EnumerateArray().SelectMany(element => Members(element, name))) yield return member;
        }

        if (json is not { ValueKind: JsonValueKind.Object } element) yield break;
        if (element.TryGetProperty(name, out var own)) yield return own;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (!element.TryGetProperty(name.AsSpan(0, dot), out var step)) continue;
            foreach (var member in Members(step, name[(dot + 1)..])) yield return member;
        }
    }

    private static List<FilterValue>? Values(List<JsonElement> members)
    {
        if (members.Count == 0) return null;
        List<FilterValue> values = [];
        foreach (var member in members)
        {
            if (member.ValueKind == JsonValueKind.Array) values.AddRange(FilterValue.OfArray(member));
            else if (FilterValue.Of(member) is { } value) values.Add(value);
        }

        return values;
    }
}
