using static Cdc.Chaos.Verifying.ViolationKind;

namespace Cdc.Chaos.Verifying;

/// <summary>The rules from the writers to the function: every write is in the stream once, and the function accepted every record of the stream.</summary>
internal static class PublishingRules
{
    public static IEnumerable<Violation> Check(ChainHistory history) => Written(history).Concat(Accepted(history));

    private static IEnumerable<Violation> Written(ChainHistory history)
    {
        var records = history.Stream.ToLookup(record => record.Change.Key);
        foreach (var (key, writes) in history.Written)
        {
            var versions = records[key].OrderBy(record => record.Change.Sequence).Select(record => record.Version);
            if (!versions.SequenceEqual(Enumerable.Range(1, writes)))
                yield return new(Lost, $"{key} was written {writes} times, and the stream has its versions {string.Join(", ", versions)}.");
        }

        foreach (var key in records.Select(key => key.Key).Where(key => !history.Written.ContainsKey(key)))
            yield return new(Lost, $"{key} was never written, and the stream has it.");
    }

    private static IEnumerable<Violation> Accepted(ChainHistory history) =>
        from record in history.Stream
        where !history.Accepted.Contains(record.Change.Sequence)
        select new Violation(Lost, $"{record.Change} was never accepted by the function.");
}
