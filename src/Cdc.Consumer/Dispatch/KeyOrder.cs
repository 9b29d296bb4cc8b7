using System.Runtime.InteropServices;
using Cdc.Core;

namespace Cdc.Consumer.Dispatch;

/// <summary>Decides whose turn it is: a message's, when it is the first of those held at every one of its keys and in its group.</summary>
/// <remarks>
/// A line for each key that is held, and none for any other, so no two keys ever share one. A message takes its place in all its lines in
/// one step, so the order of arrival is the same in all and no two messages can wait for each other. Not safe for several threads.
/// </remarks>
internal sealed class KeyOrder<TKey>(IEqualityComparer<TKey> keys)
    where TKey : notnull
{
    private const int MostSpareLines = 1_000;

    private readonly Dictionary<ItemKey<TKey>, KeyLine<TKey>> _lines = new(new ItemKeyComparer<TKey>(keys));
    private readonly Dictionary<string, KeyLine<TKey>> _groups = new(StringComparer.Ordinal);
    private readonly Stack<KeyLine<TKey>> _spare = new();

    /// <summary>Finds the longest of the lines that a message would stand in.</summary>
    /// <returns>Null where none of its keys is held.</returns>
    public KeyLine<TKey>? Longest(HeldMessage<TKey> message)
    {
        KeyLine<TKey>? longest = null;
        for (var index = 0; index < message.Changes.Count; index++)
        {
            if (_lines.TryGetValue(KeyOf(message.Changes[index]), out var line) && line.Count > (longest?.Count ?? 0)) longest = line;
        }

        return longest;
    }

    /// <summary>Puts a message at the end of its keys' lines.</summary>
    /// <returns>Whether it is the message's turn.</returns>
    public bool Add(HeldMessage<TKey> message)
    {
        for (var index = 0; index < message.Changes.Count; index++)
        {
            var key = KeyOf(message.Changes[index]);
            ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, key, out _);
            if (line is null)
            {
                line = NewLine();
                line.Key = key;
            }

            Append(line, message);
        }

        if (message.Group is { } group)
        {
            ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, group, out _);
            if (line is null)
            {
                line = NewLine();
                line.Group = group;
            }

            Append(line, message);
        }

        return message.WaitsFor == 0;
    }

    /// <summary>Lets a newer change take the place of an older one of its key that is the last of its line and has not started.</summary>
    /// <returns>Whether one of the two now stands for both.</returns>
    public bool TryReplace(HeldMessage<TKey> message)
    {
        if (message is not { Changes: [{ Sequence: { } sequence } change] }
            || !_lines.TryGetValue(KeyOf(change), out var line)
            || line.Last!.Message is not { State: HeldState.Waiting, Changes: [{ Sequence: { } other }] } waiting
            || waiting.Group != message.Group
            || (waiting.Group is { } group && _groups[group].Last!.Message != waiting))
        {
            return false;
        }

        if (sequence < other) Join(waiting, message);
        else TakeOver(waiting, message);
        for (var turn = (waiting.Turns ?? message.Turns)!; turn is not null; turn = turn.Other) turn.Line.Count++;
        return true;
    }

    /// <summary>Takes a message whose turn it was out of its keys' lines.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mustComeFirst">Whether those behind it must not overtake it.</param>
    /// <param name="ready">Is given those whose turn it is now.</param>
    public void Remove(HeldMessage<TKey> message, bool mustComeFirst, Queue<HeldMessage<TKey>> ready)
    {
        var count = 1 + (message.Replaced?.Count ?? 0);
        for (var turn = message.Turns; turn is not null; turn = turn.Other)
        {
            var line = turn.Line;
            line.Count -= count;
            if (turn.Next is not { Message: var next })
            {
                Drop(line);
                continue;
            }

            next.MustNotOvertake |= mustComeFirst;
            if (--next.WaitsFor == 0) ready.Enqueue(next);
        }
    }

    private static ItemKey<TKey> KeyOf(CdcEnvelope<TKey> change) => new(change.Source, change.Key);

    private static void Append(KeyLine<TKey> line, HeldMessage<TKey> message)
    {
        if (line.Last?.Message == message) return;
        var turn = new KeyTurn<TKey>(line, message) { Other = message.Turns };
        if (line.Last is { } last)
        {
            last.Next = turn;
            message.WaitsFor++;
        }

        line.Last = turn;
        line.Count++;
        message.Turns = turn;
    }

    private static void Join(HeldMessage<TKey> newer, HeldMessage<TKey> older) => (newer.Replaced ??= []).Add(older);

    private static void TakeOver(HeldMessage<TKey> older, HeldMessage<TKey> newer)
    {
        (newer.Turns, newer.WaitsFor, newer.MustNotOvertake, newer.Replaced) = (older.Turns, older.WaitsFor, older.MustNotOvertake, older.Replaced);
        (older.Turns, older.Replaced, older.ReplacedBy) = (null, null, newer);
        for (var turn = newer.Turns; turn is not null; turn = turn.Other) turn.Message = newer;
        Join(newer, older);
    }

    private KeyLine<TKey> NewLine() => _spare.TryPop(out var spare) ? spare : new KeyLine<TKey>();

    private void Drop(KeyLine<TKey> line)
    {
        if (line.Group is { } group) _groups.Remove(group);
        else _lines.Remove(line.Key);
        line.Clear();
        if (_spare.Count < MostSpareLines) _spare.Push(line);
    }
}
