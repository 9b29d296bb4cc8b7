using System.Text.Json;
using Cdc.Testing.Sns;

namespace Cdc.Testing.EventSource.Filters;

/// <summary>A filter pattern, or an object inside one: every field must match, by one of its rules.</summary>
/// <param name="Leaves">The rules of each field.</param>
/// <param name="Nested">The patterns for objects inside the record.</param>
/// <param name="Alternatives">The lists behind <c>$or</c>: of each, one pattern must match.</param>
internal sealed record EventPattern(
    IReadOnlyDictionary<string, IReadOnlyList<FilterCondition>> Leaves,
    IReadOnlyDictionary<string, EventPattern> Nested,
    IReadOnlyList<IReadOnlyList<EventPattern>> Alternatives)
{
    /// <summary>Whether a value matches; of an array, one element must match as a whole.</summary>
    public bool Matches(JsonElement? json)
    {
        if (json is { ValueKind: JsonValueKind.Array } array) return array.EnumerateArray().Any(element => Matches(element));
        return Leaves.All(leaf => Meets(leaf.Value, ValuesOf(Member(json, leaf.Key))))
            && Nested.All(nested => nested.Value.Matches(Member(json, nested.Key)))
            && Alternatives.All(patterns => patterns.Any(pattern => pattern.Matches(json)));
    }

    private static bool Meets(IReadOnlyList<FilterCondition> conditions, IReadOnlyList<FilterValue>? values) =>
        conditions.Any(condition => values is null ? condition.MatchesAbsence : condition.Matches(values));

    private static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The values that rules look at. An object has none, as all rules, even <c>exists</c>, look at leaves alone.</summary>
    private static List<FilterValue>? ValuesOf(JsonElement? json)
    {
        if (json is not { } element) return null;
        if (element.ValueKind == JsonValueKind.Array) return FilterValue.OfArray(element) is { Count: > 0 } values ? values : null;
        return FilterValue.Of(element) is { } value ? [value] : null;
    }
}
