using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;

namespace Cdc.Consumer.Ordering;

/// <summary>Changes whose turn has come, in the order of their arrival; of messages with several, one of each message in turn.</summary>
/// <remarks>So however many changes a message has, one that comes behind it waits for one of them, not for all. Not safe for several threads.</remarks>
internal sealed class FairTurns
{
    private const int MostSpare = 100;

    // Of a message with several its first stands for it; which one it is, its queue says.
    private readonly Queue<ChangeDelivery> _turns = new();
    private readonly Dictionary<ReceivedMessage, Queue<ChangeDelivery>> _several = [];
    private readonly Stack<Queue<ChangeDelivery>> _spare = new();

    /// <summary>How many changes there are.</summary>
    public int Count { get; private set; }

    public void Enqueue(ChangeDelivery change)
    {
        Count++;
        if (change.IsAlone)
        {
            _turns.Enqueue(change);
        }
        else if (_several.TryGetValue(change.Message, out var others))
        {
            others.Enqueue(change);
        }
        else
        {
            _turns.Enqueue(change);
            if (!_spare.TryPop(out others)) others = new Queue<ChangeDelivery>(((HeldMessage)change.Message).Changes.Length);
            others.Enqueue(change);
            _several.Add(change.Message, others);
        }
    }

    public bool TryDequeue([NotNullWhen(true)] out ChangeDelivery? change)
    {
        if (!_turns.TryDequeue(out change)) return false;
        Count--;
        if (change.IsAlone) return true;
        var message = change.Message;
        var others = _several[message];
        change = others.Dequeue();
        if (others.Count > 0)
        {
            _turns.Enqueue(others.Peek());
            return true;
        }

        _several.Remove(message);
        if (_spare.Count < MostSpare) _spare.Push(others);
        return true;
    }

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public ChangeDelivery Dequeue() => TryDequeue(out var change) ? change : throw new InvalidOperationException("There is no change.");
}
