using System.Runtime.InteropServices;
using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <summary>Decides whose turn it is: a change's, when it is the first of those held of its item, and its message the first of those held of its group.</summary>
/// <remarks>
/// A line for each item that is held, and none for any other, so no two items ever share one. A message's changes take their places in all their lines in
/// one step, so the order of arrival is the same in all and no two messages can wait for each other. Not safe for several threads.
/// </remarks>
/// <param name="items">Tells items apart: code of the user's key type, which may throw.</param>
/// <param name="isFifo">Whether the queue keeps order: nothing overtakes a change that failed.</param>
/// <param name="coalesce">Whether a newer change takes the place of an older one that has not started.</param>
internal sealed class ChangeLines(IEqualityComparer<object> items, bool isFifo, bool coalesce)
{
    private const int MostSpareLines = 10_000;

    private readonly Dictionary<object, ChangeLine> _lines = new(items);
    private readonly Dictionary<string, MessageGroup> _groups = new(StringComparer.Ordinal);
    private readonly Stack<ChangeLine> _spare = new();

    /// <summary>Those whose turn has come.</summary>
    public Queue<ChangeDelivery> Turns { get; } = new();

    /// <summary>Messages whose turn has come, with nothing left to do.</summary>
    public Queue<HeldMessage> Finished { get; } = new();

    /// <summary>Puts a message's changes, but for those that have ended, at the end of their lines. What the key type throws leaves all as it was.</summary>
    public void Add(HeldMessage message)
    {
        FindLines(message);
        var takesPlaceInGroup = true;
        foreach (var change in message.Changes)
        {
            if (change.Line is not { } line) continue;
            if (coalesce && line.Last is { } last && CanCoalesce(last, change)) takesPlaceInGroup = !Coalesce(line, last, change);
            else Append(line, change);
        }

        if (takesPlaceInGroup && message.Group is { } group) Append(group, message);
        if (message.IsFirst) FirstOfItsGroup(message, mayGoOn: true);
    }

    /// <summary>Takes a change whose turn it was out of its line.</summary>
    /// <param name="change">The change.</param>
    /// <param name="mayGoOn">Whether it is done, so that those behind it may overtake it.</param>
    public void End(ChangeDelivery change, bool mayGoOn)
    {
        if (change.Line is not { } line) return;
        change.Line = null;
        line.First = change.Next;
        if (change.Next is not { } next)
        {
            line.Last = null;
            Drop(line);
            return;
        }

        change.Next = null;
        next.Previous = null;
        // Those of one message come again together: so they can keep their order on any queue.
        if (!mayGoOn) next.MustNotOvertake |= isFifo || next.Message == change.Message;
        if (MessageOf(next).IsFirst) Turns.Enqueue(next);
    }

    /// <summary>Takes a message that has come to its end out of its group's line.</summary>
    public void End(HeldMessage message, bool mayGoOn)
    {
        if (message.Line is not { } group) return;
        message.Line = null;
        group.First = message.NextInGroup;
        if (message.NextInGroup is not { } next)
        {
            _groups.Remove(group.Name);
            return;
        }

        (next.PreviousInGroup, message.NextInGroup, next.IsFirst) = (null, null, true);
        FirstOfItsGroup(next, mayGoOn);
    }

    /// <summary>Takes a message out of all its lines, if it is last in them all and nothing of it has begun.</summary>
    /// <param name="message">The message.</param>
    /// <param name="evenReady">Whether also if its turn has come.</param>
    public bool TryWithdraw(HeldMessage message, bool evenReady)
    {
        if (message.Line is { } group && (group.Last != message || (message.IsFirst && !evenReady))) return false;
        foreach (var change in message.Changes)
        {
            if (change.State == DeliveryState.Ended) continue;
            if (change.State != DeliveryState.Waiting && !(evenReady && change.State == DeliveryState.Ready)) return false;
            if (change is { Line: null } or { Replaced: not null } or { MustNotOvertake: true }) return false;
            if (change.Next is { } next && next.Message != message) return false;
        }

        for (var index = message.Changes.Length - 1; index >= 0; index--)
        {
            if (message.Changes[index] is { Line: { } line } change) TakeLast(line, change);
        }

        if (message.Line is { } last) TakeLast(last, message);
        return true;
    }

    private static HeldMessage MessageOf(ChangeDelivery change) => (HeldMessage)change.Message;

    // All that the key type does for a message is done here, before anything changes.
    private void FindLines(HeldMessage message)
    {
        try
        {
            foreach (var change in message.Changes)
            {
                if (change is UnreadableDelivery or { State: DeliveryState.Ended }) continue;
                ref var line = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, change.Item, out _);
                if (line is null)
                {
                    line = _spare.TryPop(out var spare) ? spare : new ChangeLine();
                    line.Item = change.Item;
                }

                change.Line = line;
            }
        }
        catch
        {
            foreach (var change in message.Changes)
            {
                if (change.Line is { First: null } line) Drop(line);
                change.Line = null;
            }

            throw;
        }
    }

    private void FirstOfItsGroup(HeldMessage message, bool mayGoOn)
    {
        if (message.Open == 0) Finished.Enqueue(message);
        foreach (var change in message.Changes)
        {
            if (change.State == DeliveryState.Ended) continue;
            change.MustNotOvertake |= !mayGoOn;
            if (change is { Previous: null, ReplacedBy: null, State: DeliveryState.Waiting }) Turns.Enqueue(change);
        }
    }

    private static void Append(ChangeLine line, ChangeDelivery change)
    {
        change.Previous = line.Last;
        if (line.Last is { } last) last.Next = change;
        else line.First = change;
        line.Last = change;
    }

    private void Append(string name, HeldMessage message)
    {
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, name, out _);
        group ??= new MessageGroup(name);
        message.Line = group;
        message.PreviousInGroup = group.Last;
        message.IsFirst = group.Last is null;
        if (group.Last is { } last) last.NextInGroup = message;
        else group.First = message;
        group.Last = message;
    }

    private bool CanCoalesce(ChangeDelivery waiting, ChangeDelivery change) =>
        waiting is { State: DeliveryState.Waiting or DeliveryState.Ready, Sequence: not null }
        && change.Sequence is not null
        && waiting.StreamLabel == change.StreamLabel
        && (!isFifo || CanCoalesce(MessageOf(waiting), MessageOf(change)));

    // In a group one message takes the place of another as a whole.
    private static bool CanCoalesce(HeldMessage waiting, HeldMessage message) =>
        waiting.Changes.Length == 1 && message.Changes.Length == 1 && waiting.Group == message.Group && waiting.Line?.Last == (waiting.Line is null ? null : waiting);

    /// <returns>Whether the change's message needs no place of its own in its group.</returns>
    private bool Coalesce(ChangeLine line, ChangeDelivery waiting, ChangeDelivery change)
    {
        if (change.Sequence < waiting.Sequence)
        {
            change.Line = null;
            (change.Replaced, change.ReplacedBy, waiting.Replaced) = (waiting.Replaced, waiting, change);
            return isFifo;
        }

        (change.Previous, change.State, change.MustNotOvertake) = (waiting.Previous, waiting.State, waiting.MustNotOvertake);
        (waiting.Previous, waiting.Line) = (null, null);
        (change.Replaced, waiting.ReplacedBy) = (waiting, change);
        if (change.Previous is { } previous) previous.Next = change;
        else line.First = change;
        line.Last = change;
        if (isFifo) TakeOver(MessageOf(waiting), MessageOf(change));
        return isFifo;
    }

    private static void TakeOver(HeldMessage older, HeldMessage newer)
    {
        (newer.Line, newer.IsFirst, newer.PreviousInGroup) = (older.Line, older.IsFirst, older.PreviousInGroup);
        (older.Line, older.PreviousInGroup) = (null, null);
        if (newer.Line is not { } group) return;
        if (newer.PreviousInGroup is { } previous) previous.NextInGroup = newer;
        else group.First = newer;
        group.Last = newer;
    }

    private void TakeLast(ChangeLine line, ChangeDelivery change)
    {
        line.Last = change.Previous;
        if (change.Previous is { } previous) previous.Next = null;
        else line.First = null;
        (change.Previous, change.Line) = (null, null);
        if (line.Last is null) Drop(line);
    }

    private void TakeLast(MessageGroup group, HeldMessage message)
    {
        group.Last = message.PreviousInGroup;
        if (message.PreviousInGroup is { } previous) previous.NextInGroup = null;
        else _groups.Remove(group.Name);
        (message.PreviousInGroup, message.Line) = (null, null);
    }

    private void Drop(ChangeLine line)
    {
        try
        {
            if (!_lines.Remove(line.Item!)) return;
        }
#pragma warning disable CA1031 // The key type's own code failed: the line stays, empty, and is there when its item comes again.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }

        line.Item = null;
        if (_spare.Count < MostSpareLines) _spare.Push(line);
    }
}
