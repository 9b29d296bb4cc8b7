using System.Globalization;
using Cdc.Chaos.Verifying;
using Cdc.Testing;

namespace Cdc.Chaos;

/// <summary>What a run has shown.</summary>
internal sealed record ChaosResult(int Seed, IReadOnlyList<(string Name, AwsFaults Faults, Verdict Verdict)> Chains, int Kills)
{
    public int Changes => Chains.Sum(chain => chain.Verdict.Changes);

    public int Faults => Chains.Sum(chain => chain.Faults.Injected);

    public int Absorbed => Chains.Sum(chain => chain.Verdict.Absorbed);

    public bool IsGood => Chains.All(chain => chain.Verdict.Violations.Count == 0);

    /// <summary>The line that scripts read.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"chaos: {Changes} changes, {Faults} faults, {Kills} kills, {Count(ViolationKind.Lost)} lost, {Count(ViolationKind.OutOfOrder)} out of order, {Absorbed} duplicates absorbed, seed {Seed}");

    private int Count(ViolationKind kind) => Chains.Sum(chain => chain.Verdict.Violations.Count(violation => violation.Kind == kind));
}
