using System.Runtime.InteropServices;

namespace Cdc.Consumer.Dispatch;

/// <summary>Decides whose turn it is: a message's, when it is the first of those held at every one of its keys and in its group.</summary>
/// <remarks>
/// A line for each key that is held, and none for any other, so no two keys ever share one. A message takes its place in all its lines in
/// one step, so the order of arrival is the same in all and no two messages can wait for each other. Not safe for several threads.
/// </remarks>
internal sealed class KeyOrder(IEqualityComparer<object> items)
{
    private const int MostSpareLines = 1_000;

    private readonly Dictionary<object, KeyLine> _lines = new(items);
    private readonly Dictionary<string, KeyLine> _groups = new(StringComparer.Ordinal);
    private readonly Stack<KeyLine> _spare = new();

    /// <summary>Finds the longest of the lines that a message would stand in.</summary>
    /// <returns>Null where none of its keys is held.</returns>
    public KeyLine? Longest(HeldMessage message)
    {
        KeyLine? longest = null;
        for (var index = 0; index < message.Changes.Length; index++)
        {
            if (_lines.TryGetValue(message.Changes[index].Item, out var line) && line.Count > (longest?.Count ?? 0)) longest = line;
        }

        return longest;
    }

    /// <summary>Puts a message at the end of its keys' lines.</summary>
    /// <returns>Whether it is the message's turn.</returns>
    public bool Add(HeldMessage message)
    {
        for (var index = 0; index < message.Changes.Length; index++)
        {
            var key = message.Changes[index].Item;
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
    public bool TryReplace(HeldMessage message)
    {
        if (message is not { Changes: [{ Sequence: { } sequence } change] }
            || !_lines.TryGetValue(change.Item, out var line)
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
    public void Remove(HeldMessage message, bool mustComeFirst, Queue<HeldMessage> ready)
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

    private static void Append(KeyLine line, HeldMessage message)
    {
        if (line.Last?.Message == message) return;
        var turn = new KeyTurn(line, message) { Other = message.Turns };
        if (line.Last is { } last)
        {
            last.Next = turn;
            message.WaitsFor++;
        }

        line.Last = turn;
        line.Count++;
        message.Turns = turn;
    }

    private static void Join(HeldMessage newer, HeldMessage older) => (newer.Replaced ??= []).Add(older);

    private static void TakeOver(HeldMessage older, HeldMessage newer)
    {
        (newer.Turns, newer.WaitsFor, newer.MustNotOvertake, newer.Replaced) = (older.Turns, older.WaitsFor, older.MustNotOvertake, older.Replaced);
        (older.Turns, older.Replaced, older.ReplacedBy) = (null, null, newer);
        for (var turn = newer.Turns; turn is not null; turn = turn.Other) turn.Message = newer;
        Join(newer, older);
    }

    private KeyLine NewLine() => _spare.TryPop(out var spare) ? spare : new KeyLine();

    private void Drop(KeyLine line)
    {
        if (line.Group is { } group) _groups.Remove(group);
        else _lines.Remove(line.Key!);
        line.Clear();
        if (_spare.Count < MostSpareLines) _spare.Push(line);
    }
}
