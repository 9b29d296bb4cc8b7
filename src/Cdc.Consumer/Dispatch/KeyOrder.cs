using System.Runtime.InteropServices;

namespace Cdc.Consumer.Dispatch;

/// <summary>Decides whose turn it is: a message's, when it is the first of those held at every one of its keys.</summary>
/// <remarks>
/// A line for each key that is held, and none for any other, so no two keys ever share one. A message takes its place in all its lines in
/// one step, so the order of arrival is the same in all and no two messages can wait for each other. Not safe for several threads.
/// </remarks>
internal sealed class KeyOrder<TKey>(IEqualityComparer<TKey> keys)
    where TKey : notnull
{
    private readonly Dictionary<ItemKey<TKey>, KeyTurn<TKey>> _last = new(new ItemKeyComparer<TKey>(keys));

    /// <summary>Puts a message at the end of its keys' lines.</summary>
    /// <returns>Whether it is the message's turn.</returns>
    public bool Add(HeldMessage<TKey> message)
    {
        foreach (var change in message.Changes)
        {
            var key = new ItemKey<TKey>(change.Source, change.Key);
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, key, out _);
            if (last?.Message == message) continue;

            var turn = new KeyTurn<TKey>(key, message);
            if (last is not null)
            {
                last.Next = turn;
                message.WaitsFor++;
            }

            last = turn;
            message.Turns.Add(turn);
        }

        return message.WaitsFor == 0;
    }

    /// <summary>Takes a message whose turn it was out of its keys' lines.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mustComeFirst">Whether those behind it must not overtake it.</param>
    /// <returns>Those whose turn it is now.</returns>
    public List<HeldMessage<TKey>> Remove(HeldMessage<TKey> message, bool mustComeFirst)
    {
        var ready = new List<HeldMessage<TKey>>(0);
        foreach (var turn in message.Turns)
        {
            if (turn.Next is not { Message: var next })
            {
                _last.Remove(turn.Key);
                continue;
            }

            next.MustNotOvertake |= mustComeFirst;
            if (--next.WaitsFor == 0) ready.Add(next);
        }

        return ready;
    }
}
