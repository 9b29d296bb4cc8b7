using System.Diagnostics.CodeAnalysis;

namespace Cdc.Chaos;

/// <summary>Repeatable random decisions: the same seed and name give the same ones. Not for several threads at once.</summary>
[SuppressMessage("Security", "CA5394", Justification = "It is to be repeated, not to be secret.")]
internal sealed class Chance(int seed, string name)
{
    private readonly Random _random = new(HashOf(seed, name));

    public bool Is(double probability) => _random.NextDouble() < probability;

    /// <summary>A number from 0 to below a bound.</summary>
    public int Next(int bound) => _random.Next(bound);

    public double Between(double least, double most) => least + ((most - least) * _random.NextDouble());

    public T OneOf<T>(IReadOnlyList<T> all) => all[Next(all.Count)];

    // string.GetHashCode differs from process to process.
    private static int HashOf(int seed, string name) => name.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter));
}
