using static Cdc.Chaos.Verifying.ViolationKind;

namespace Cdc.Chaos.Verifying;

/// <summary>The rules for what is left at rest: only what the handler rejected, and all of that is in the dead-letter queue.</summary>
internal static class LeftoverRules
{
    public static IEnumerable<Violation> Check(ChainHistory history)
    {
        if (history.Left > 0) yield return new(Lost, $"{history.Left} messages are left in the queue.");
        if (history.GivenUp > 0) yield return new(Lost, $"The mapping gave up records: {history.GivenUp} messages say so.");

        var rejected = history.Stream.Select(record => record.Change).Where(change => ItemKeys.IsRejected(change.Key)).ToHashSet();
        var buried = history.DeadLetters.ToHashSet();
        foreach (var change in rejected.Except(buried)) yield return new(Lost, $"{change} was rejected, and is not in the dead-letter queue.");
        foreach (var change in buried.Except(rejected)) yield return new(Lost, $"{change} is in the dead-letter queue, and was not rejected.");
    }
}
