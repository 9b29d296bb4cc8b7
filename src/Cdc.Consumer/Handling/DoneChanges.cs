using System.Collections;

namespace Cdc.Consumer.Handling;

/// <summary>Remembers what is done of messages that come again, so that it is not done twice. Safe for several threads.</summary>
/// <remarks>Bounded: where it is full, the message that has been in it for longest is forgotten, and all of its changes run again.</remarks>
internal sealed class DoneChanges
{
    /// <summary>How many messages are remembered.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BitArray> _done = new(StringComparer.Ordinal);
    private readonly Queue<string> _byAge = new();

    /// <summary>How many messages are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _done.Count;
        }
    }

    /// <summary>Remembers which of a message's changes are done.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="changes">How many it has.</param>
    /// <param name="done">The places of those that are done.</param>
    public void Remember(string messageId, int changes, IEnumerable<int> done)
    {
        lock (_gate)
        {
            if (!_done.TryGetValue(messageId, out var bits) || bits.Length != changes)
            {
                if (bits is null) _byAge.Enqueue(messageId);
                _done[messageId] = bits = new BitArray(changes);
            }

            foreach (var index in done) bits[index] = true;
            while (_done.Count > Capacity) _done.Remove(_byAge.Dequeue());
        }
    }

    /// <summary>Says which changes of a message that came again are done.</summary>
    /// <returns>Null where none is known.</returns>
    public BitArray? Find(string messageId, int changes)
    {
        lock (_gate) return _done.Count > 0 && _done.TryGetValue(messageId, out var bits) && bits.Length == changes ? new BitArray(bits) : null;
    }
}
