using Cdc.Core;

namespace Cdc.Chaos.Verifying;

/// <summary>Everything that is known of a chain at rest, each part from another witness.</summary>
internal sealed record ChainHistory
{
    /// <summary>Whether topic and queue are FIFO. One consumer at a time then handles every single change, in order.</summary>
    public required bool IsFifo { get; init; }

    /// <summary>How often each key was written, as the writers know it.</summary>
    public required IReadOnlyDictionary<string, int> Written { get; init; }

    /// <summary>What the table's stream holds; each key's records are in order.</summary>
    public required IReadOnlyList<StreamChange> Stream { get; init; }

    /// <summary>What the function accepted, according to its answers.</summary>
    public required IReadOnlySet<SequenceNumber> Accepted { get; init; }

    /// <summary>What the consumers did.</summary>
    public required IReadOnlyList<ConsumerLog> Consumers { get; init; }

    public required IReadOnlyList<Change> DeadLetters { get; init; }

    public required IReadOnlyDictionary<string, SequenceNumber> Marks { get; init; }

    /// <summary>How many messages are left in the queue.</summary>
    public required int Left { get; init; }

    /// <summary>How many messages the mapping's on-failure destination holds.</summary>
    public required int GivenUp { get; init; }
}

/// <summary>A record of the table's stream.</summary>
/// <param name="Change">The change.</param>
/// <param name="Version">Which of its key's writes it is, counted from 1, as the item itself says.</param>
internal readonly record struct StreamChange(Change Change, int Version);
