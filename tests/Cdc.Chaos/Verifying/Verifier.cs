namespace Cdc.Chaos.Verifying;

/// <summary>Judges a chain's history.</summary>
internal static class Verifier
{
    public static Verdict Judge(ChainHistory history)
    {
        var violations = PublishingRules.Check(history)
            .Concat(HandlingRules.Check(history))
            .Concat(LeftoverRules.Check(history))
            .Concat(OrderRules.Check(history))
            .ToList();
        return new Verdict(violations, history.Stream.Count, history.Consumers.Sum(CountAbsorbed));
    }

    /// <summary>Each handling that succeeded or was rejected deletes one message. All other deleted messages were absorbed.</summary>
    private static int CountAbsorbed(ConsumerLog consumer) => consumer.Events
        .GroupBy(line => new Change(line.Key, line.Sequence))
        .Sum(change => Math.Max(0, Count(change, ConsumerEventKind.Deleted) - Count(change, ConsumerEventKind.Succeeded) - Count(change, ConsumerEventKind.Rejected)));

    private static int Count(IEnumerable<ConsumerEvent> lines, ConsumerEventKind kind) => lines.Count(line => line.Kind == kind);
}
