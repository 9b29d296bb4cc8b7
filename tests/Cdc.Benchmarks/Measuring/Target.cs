using System.Globalization;

namespace Cdc.Benchmarks.Measuring;

/// <summary>What a figure is to be.</summary>
/// <param name="Bound">The limit, itself allowed.</param>
/// <param name="IsUpper">Whether the limit is the most, not the least.</param>
internal sealed record Target(double Bound, bool IsUpper)
{
    public static Target AtMost(double bound) => new(bound, IsUpper: true);

    public static Target AtLeast(double bound) => new(bound, IsUpper: false);

    public bool IsMetBy(double value) => IsUpper ? value <= Bound : value >= Bound;

    public override string ToString() => (IsUpper ? "≤ " : "≥ ") + Bound.ToString("#,0.##", CultureInfo.InvariantCulture);
}
