using System.Globalization;

namespace Cdc.Benchmarks.Measuring;

/// <summary>The target of a figure.</summary>
/// <param name="Bound">The limit; a figure may be equal to it.</param>
/// <param name="IsUpper">Whether the limit is the highest value, not the lowest.</param>
internal sealed record Target(double Bound, bool IsUpper)
{
    public static Target AtMost(double bound) => new(bound, IsUpper: true);

    public static Target AtLeast(double bound) => new(bound, IsUpper: false);

    public bool IsMetBy(double value) => IsUpper ? value <= Bound : value >= Bound;

    public override string ToString() => (IsUpper ? "≤ " : "≥ ") + Bound.ToString("#,0.##", CultureInfo.InvariantCulture);
}
