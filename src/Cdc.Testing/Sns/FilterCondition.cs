using System.Net;
using System.Text.Json;

namespace Cdc.Testing.Sns;

/// <summary>One of the alternatives that a filter policy lists for a key.</summary>
internal abstract record FilterCondition
{
    /// <summary>Whether a key without any value is what the condition asks for.</summary>
    public virtual bool MatchesAbsence => false;

    /// <summary>Whether the condition is met by a key that is there.</summary>
    public virtual bool Matches(IReadOnlyList<FilterValue> values)
    {
        foreach (var value in values)
        {
            if (Matches(value)) return true;
        }

        return false;
    }

    public abstract bool Matches(FilterValue value);
}

internal sealed record ExactCondition(FilterValue Expected) : FilterCondition
{
    public override bool Matches(FilterValue value) => value == Expected;
}

internal sealed record PrefixCondition(string Prefix) : FilterCondition
{
    public override bool Matches(FilterValue value) => value.Text?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}

internal sealed record SuffixCondition(string Suffix) : FilterCondition
{
    public override bool Matches(FilterValue value) => value.Text?.EndsWith(Suffix, StringComparison.Ordinal) == true;
}

internal sealed record EqualsIgnoreCaseCondition(string Text) : FilterCondition
{
    public override bool Matches(FilterValue value) => string.Equals(value.Text, Text, StringComparison.OrdinalIgnoreCase);
}

internal sealed record CidrCondition(IPNetwork Network) : FilterCondition
{
    public override bool Matches(FilterValue value) => value.Text is { } text && IPAddress.TryParse(text, out var address) && Network.Contains(address);
}

/// <summary>Meets a number within bounds; a bound that is null is open.</summary>
internal sealed record NumericCondition(decimal? Minimum, bool IncludesMinimum, decimal? Maximum, bool IncludesMaximum) : FilterCondition
{
    public override bool Matches(FilterValue value) =>
        value.Kind == JsonValueKind.Number
        && (Minimum is not { } minimum || value.Number > minimum || (IncludesMinimum && value.Number == minimum))
        && (Maximum is not { } maximum || value.Number < maximum || (IncludesMaximum && value.Number == maximum));
}

/// <summary>Meets a value that is not excluded; of a list, one such element is enough.</summary>
internal sealed record AnythingButCondition(IReadOnlyList<FilterCondition> Excluded) : FilterCondition
{
    public override bool Matches(FilterValue value) => !Excluded.Any(condition => condition.Matches(value));
}

internal sealed record ExistsCondition(bool Expected) : FilterCondition
{
    public override bool MatchesAbsence => !Expected;

    public override bool Matches(IReadOnlyList<FilterValue> values) => Expected;

    public override bool Matches(FilterValue value) => Expected;
}
