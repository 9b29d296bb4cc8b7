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
    private readonly TimeProvider _time;

    /// <summary>Creates a store without marks.</summary>
    /// <param name="capacity">How many marks to keep at most; 1 or more.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public InMemoryHighWaterMarkStore(int capacity = DefaultCapacity, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _time = timeProvider ?? TimeProvider.System;
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
    public ValueTask<SequenceNumber?> ReadAsync(HighWaterMarkKey key, CancellationToken cancellationToken) => new(Find(key)?.Handled);

    /// <inheritdoc/>
    public ValueTask<HighWaterMark?> ReadMarkAsync(HighWaterMarkKey key, CancellationToken cancellationToken) => new(Find(key));

    /// <inheritdoc/>
    public ValueTask AdvanceAsync(HighWaterMarkKey key, SequenceNumber handled, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_marks.TryGetValue(key, out var node))
            {
                Use(node);
                if (handled > node.Value.Handled) node.Value = NewMark(key, handled);
            }
            else
            {
                if (_marks.Count == Capacity) ForgetOldest();
                _marks.Add(key, _byUse.AddLast(NewMark(key, handled)));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReplaceAsync(HighWaterMarkKey key, SequenceNumber refuted, SequenceNumber handled, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_marks.TryGetValue(key, out var node) && node.Value.Handled == refuted) node.Value = NewMark(key, handled);
        }

        return ValueTask.CompletedTask;
    }

    private HighWaterMark? Find(HighWaterMarkKey key)
    {
        lock (_gate)
        {
            if (!_marks.TryGetValue(key, out var node)) return null;
            Use(node);
            return new HighWaterMark { Handled = node.Value.Handled, MovedAt = node.Value.MovedAt };
        }
    }

    private Mark NewMark(HighWaterMarkKey key, SequenceNumber handled) => new(key, handled, _time.GetUtcNow());

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

    private readonly record struct Mark(HighWaterMarkKey Key, SequenceNumber Handled, DateTimeOffset MovedAt);
}
