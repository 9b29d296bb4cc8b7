using System.Globalization;

namespace Cdc.Fuzzing;

/// <summary>What a run found.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Inputs">How many inputs were run.</param>
/// <param name="Outcomes">How many inputs of each target ended in which way.</param>
/// <param name="Findings">What failed, by the inputs' numbers.</param>
/// <param name="IsCancelled">Whether the run ended before its time.</param>
internal sealed record FuzzReport(
    ulong Seed, long Inputs, IReadOnlyDictionary<(string Target, Outcome Outcome), long> Outcomes, IReadOnlyList<Finding> Findings, bool IsCancelled)
{
    public int ExitCode => IsCancelled || Findings.Count > 0 ? 1 : 0;

    public int CountOf(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);

    /// <summary>A line for each target, one for memory where there is something to say, and the last line.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var target in Outcomes.GroupBy(count => count.Key.Target).OrderBy(target => target.Key, StringComparer.Ordinal))
        {
            var (done, reported, refused) = (Of(target.Key, Outcome.Done), Of(target.Key, Outcome.Reported), Of(target.Key, Outcome.Refused));
            yield return Invariant($"{target.Key}: {done + reported + refused} inputs, {done} done, {reported} with something reported as failed, {refused} refused");
        }

        if (CountOf(FindingKind.Allocation) is > 0 and var over) yield return Invariant($"fuzz: {over} inputs allocated more than their bound");
        if (IsCancelled) yield return "fuzz: cancelled before all inputs were run";
        yield return Invariant($"fuzz: {Inputs} inputs, {CountOf(FindingKind.Crash)} crashes, {CountOf(FindingKind.Hang)} hangs, {CountOf(FindingKind.Lost)} lost, seed {Seed}");
    }

    public long Of(string target, Outcome outcome) => Outcomes.GetValueOrDefault((target, outcome));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
