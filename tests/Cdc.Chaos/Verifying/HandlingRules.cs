using Cdc.Core;
using static Cdc.Chaos.Verifying.ViolationKind;

namespace Cdc.Chaos.Verifying;

/// <summary>The rules from the queue to the handler: no message is deleted that was not handled, and what should be handled was.</summary>
internal static class HandlingRules
{
    public static IEnumerable<Violation> Check(ChainHistory history)
    {
        var lines = history.Consumers.SelectMany(consumer => consumer.Events).ToLookup(line => line.Key);
        var records = history.Stream.Select(record => record.Change).ToLookup(change => change.Key);
        foreach (var key in records.Select(key => key.Key).Union(lines.Select(key => key.Key)))
        {
            var changes = records[key].Select(change => change.Sequence).Order().ToList();
            foreach (var violation in Deletions(key, lines[key]).Concat(Arrivals(key, changes, lines[key]))) yield return violation;
            if (ItemKeys.IsRejected(key) || changes.Count == 0) continue;
            foreach (var violation in Handlings(history, key, changes, lines[key])) yield return violation;
        }
    }

    /// <summary>Before a message is deleted, its change or a newer one of the key was handled, or the message is in the dead-letter queue.</summary>
    private static IEnumerable<Violation> Deletions(string key, IEnumerable<ConsumerEvent> lines)
    {
        SequenceNumber? newest = null;
        var buried = new HashSet<SequenceNumber>();
        foreach (var line in lines.OrderBy(line => line.At))
        {
            if (line.Kind == ConsumerEventKind.Succeeded && !(line.Sequence <= newest)) newest = line.Sequence;
            else if (line.Kind == ConsumerEventKind.Buried) buried.Add(line.Sequence);
            else if (line.Kind == ConsumerEventKind.Deleted && !(line.Sequence <= newest) && !buried.Contains(line.Sequence))
                yield return new(Lost, $"{key} {line.Sequence} was deleted unhandled.");
        }
    }

    /// <summary>Every change came to a consumer, which deleted its message. No consumer made a change up.</summary>
    private static IEnumerable<Violation> Arrivals(string key, List<SequenceNumber> changes, IEnumerable<ConsumerEvent> lines)
    {
        var deleted = lines.Where(line => line.Kind == ConsumerEventKind.Deleted).Select(line => line.Sequence).ToHashSet();
        foreach (var change in changes.Where(change => !deleted.Contains(change))) yield return new(Lost, $"{key} {change} is unaccounted for: nobody deleted it.");
        foreach (var unknown in lines.Where(line => line.Kind == ConsumerEventKind.Started).Select(line => line.Sequence).Distinct().Except(changes))
            yield return new(Lost, $"{key} {unknown} was handled, and the stream has no such change.");
    }

    private static IEnumerable<Violation> Handlings(ChainHistory history, string key, List<SequenceNumber> changes, IEnumerable<ConsumerEvent> lines)
    {
        var handled = lines.Where(line => line.Kind == ConsumerEventKind.Succeeded).OrderBy(line => line.At).Select(line => line.Sequence).ToList();
        if (!handled.Contains(changes[^1])) yield return new(Lost, $"{key} {changes[^1]} is the key's last write, and was not handled.");
        if (history.Marks.TryGetValue(key, out var mark) ? mark != changes[^1] : handled.Count > 0)
            yield return new(Lost, $"{key} {changes[^1]} is the key's last write, and its mark is {mark}.");
        if (!history.IsFifo) yield break;

        foreach (var change in changes.Except(handled)) yield return new(Lost, $"{key} {change} was not handled, on a FIFO queue.");
        if (handled.Count > 0 && handled[^1] != changes[^1]) yield return new(OutOfOrder, $"{key} {handled[^1]} was handled last, on a FIFO queue, and {changes[^1]} is the last write.");
    }
}
