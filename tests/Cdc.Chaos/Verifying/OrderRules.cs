using Cdc.Core;
using static Cdc.Chaos.Verifying.ViolationKind;

namespace Cdc.Chaos.Verifying;

/// <summary>The rules of order: a key has no concurrent handlings where that is promised, and no change is handled after a newer one.</summary>
/// <remarks>
/// Within a process, two handlings of a key never run at once. Across processes a FIFO queue rules that out too; a standard queue does not. A change is not
/// handled if the consumer read its key's mark after the mark had moved to a newer change. On a FIFO queue no change is handled at all once a newer one succeeded.
/// </remarks>
internal static class OrderRules
{
    public static IEnumerable<Violation> Check(ChainHistory history)
    {
        var handlings = history.Consumers.SelectMany(Handlings.Of).ToLookup(handling => handling.Key);
        var lines = history.Consumers.SelectMany(consumer => consumer.Events).ToLookup(line => line.Key);
        foreach (var key in handlings)
        {
            var turns = history.IsFifo ? [key] : key.GroupBy(handling => handling.Process).AsEnumerable<IEnumerable<Handling>>();
            foreach (var violation in turns.SelectMany(Concurrent)) yield return violation;
            foreach (var violation in Stale(key, handling => handling.MarkReadAt, lines[key.Key], ConsumerEventKind.Marked, "the mark was moved to")) yield return violation;
            if (!history.IsFifo) continue;
            foreach (var violation in Stale(key, handling => handling.StartedAt, lines[key.Key], ConsumerEventKind.Succeeded, "the success, on a FIFO queue, of")) yield return violation;
        }
    }

    private static IEnumerable<Violation> Concurrent(IEnumerable<Handling> handlings)
    {
        Handling? before = null;
        foreach (var handling in handlings.OrderBy(handling => handling.StartedAt))
        {
            if (before is not null && handling.StartedAt < before.EndedAt)
                yield return new(OutOfOrder, $"{handling.Key} {handling.Sequence} in {handling.Process} ran beside {before.Sequence} in {before.Process}.");
            if (before is null || handling.EndedAt > before.EndedAt) before = handling;
        }
    }

    /// <summary>Handlings that began after something newer had happened to their key.</summary>
    private static IEnumerable<Violation> Stale(
        IEnumerable<Handling> handlings, Func<Handling, long> beganAt, IEnumerable<ConsumerEvent> lines, ConsumerEventKind kind, string what)
    {
        using var newer = lines.Where(line => line.Kind == kind).OrderBy(line => line.At).GetEnumerator();
        var isMore = newer.MoveNext();
        SequenceNumber? newest = null;
        foreach (var handling in handlings.OrderBy(beganAt))
        {
            for (; isMore && newer.Current.At < beganAt(handling); isMore = newer.MoveNext())
            {
                if (!(newer.Current.Sequence <= newest)) newest = newer.Current.Sequence;
            }

            if (handling.Sequence < newest)
                yield return new(OutOfOrder, $"{handling.Key} {handling.Sequence} ran in {handling.Process} after {what} {newest}.");
        }
    }
}
