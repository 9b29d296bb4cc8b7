using Cdc.Core;

namespace Cdc.Chaos.Verifying;

/// <summary>One run of the handler.</summary>
/// <param name="Process">Where it ran.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Sequence">The change.</param>
/// <param name="MarkReadAt">When the consumer was about to read the key's mark.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; if the log does not say, when its process ended.</param>
internal sealed record Handling(string Process, string Key, SequenceNumber Sequence, long MarkReadAt, long StartedAt, long EndedAt);

/// <summary>Finds the runs of the handler in a log.</summary>
internal static class Handlings
{
    public static IEnumerable<Handling> Of(ConsumerLog log)
    {
        var marks = new Dictionary<string, long>();
        var running = new Dictionary<Change, (long MarkReadAt, long StartedAt)>();
        foreach (var line in log.Events)
        {
            var change = new Change(line.Key, line.Sequence);
            switch (line.Kind)
            {
                case ConsumerEventKind.MarkRead:
                    marks[line.Key] = line.At;
                    break;
                case ConsumerEventKind.Started:
                    // The same change runs twice at once, so the log cannot tell which of the two ended.
                    if (running.Remove(change, out var twice)) yield return Run(change, twice, log.EndedAt);
                    running[change] = (marks.GetValueOrDefault(line.Key, line.At), line.At);
                    break;
                case ConsumerEventKind.Succeeded or ConsumerEventKind.Failed or ConsumerEventKind.Rejected when running.Remove(change, out var run):
                    yield return Run(change, run, line.At);
                    break;
            }
        }

        foreach (var (change, run) in running) yield return Run(change, run, log.EndedAt);

        Handling Run(Change change, (long MarkReadAt, long StartedAt) run, long endedAt) =>
            new(log.Process, change.Key, change.Sequence, run.MarkReadAt, run.StartedAt, endedAt);
    }
}
