using Cdc.Core;

namespace Cdc.Consumer;

/// <summary>Keeps high-water marks in the process's memory: for a service that runs as one process, and for tests.</summary>
/// <remarks>
/// When it is full, it forgets the mark that was not used for longest. It is empty after a restart. Safe for several threads. Other
/// processes know nothing of it: where several read one queue, use a <see cref="DynamoDbHighWaterMarkStore"/>.
/// </remarks>
public sealed class InMemoryHighWaterMarkStore : IHighWaterMarkStore
{
    /// <summary>The number of marks that are kept unless the constructor is given another: 100,000, which take about 50 MB.</summary>
    public const int DefaultCapacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<HighWaterMarkKey, LinkedListNode<Mark>> _marks = [];
    private readonly LinkedList<Mark> _byUse = new();

    /// <summary>Creates a store without marks.</summary>
    /// <param name="capacity">How many marks to keep at most; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public InMemoryHighWaterMarkStore(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
    }

    /// <summary>Gets how many marks are kept at most.</summary>
    public int Capacity { get; }

    /// <summary>Gets how many marks are kept now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _marks.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<SequenceNumber?> ReadAsync(HighWaterMarkKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_marks.TryGetValue(key, out var node)) return new ValueTask<SequenceNumber?>((SequenceNumber?)null);
            Use(node);
            return new ValueTask<SequenceNumber?>(node.Value.Handled);
        }
    }

    /// <inheritdoc/>
    public ValueTask AdvanceAsync(HighWaterMarkKey key, SequenceNumber handled, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_marks.TryGetValue(key, out var node))
            {
                Use(node);
                if (handled > node.Value.Handled) node.Value = new Mark(key, handled);
            }
            else
            {
                if (_marks.Count == Capacity) ForgetOldest();
                _marks.Add(key, _byUse.AddLast(new Mark(key, handled)));
            }
        }

        return ValueTask.CompletedTask;
    }

    // In the gate.
    private void Use(LinkedListNode<Mark> node)
    {
        _byUse.Remove(node);
        _byUse.AddLast(node);
    }

    // In the gate.
    private void ForgetOldest()
    {
        _marks.Remove(_byUse.First!.Value.Key);
        _byUse.RemoveFirst();
    }

    private readonly record struct Mark(HighWaterMarkKey Key, SequenceNumber Handled);
}
