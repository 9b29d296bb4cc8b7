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
        return Keys.All(key => Meets(key.Value, Values(Member(json, key.Key))))
            && Nested.All(nested => nested.Value.Matches(Member(json, nested.Key)))
            && Alternatives.All(policies => policies.Any(policy => policy.Matches(json)));
    }

    private static bool Meets(IReadOnlyList<FilterCondition> conditions, IReadOnlyList<FilterValue>? values) =>
        conditions.Any(condition => values is null ? condition.MatchesAbsence : condition.Matches(values));

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    private static List<FilterValue>? Values(JsonElement? json) => json switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } array => FilterValue.OfArray(array),
        { } element => FilterValue.Of(element) is { } value ? [value] : [],
    };
}
