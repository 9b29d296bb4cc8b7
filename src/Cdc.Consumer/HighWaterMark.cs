using Cdc.Core;

namespace Cdc.Consumer;

/// <summary>Says what is known of an item's mark.</summary>
public readonly record struct HighWaterMark
{
    /// <summary>Gets the newest change that was handled.</summary>
    public required SequenceNumber Handled { get; init; }

    /// <summary>Gets when the mark was moved there.</summary>
    /// <value>In UTC, by the clock of the process that moved it; null where the store does not know it.</value>
    public DateTimeOffset? MovedAt { get; init; }
}
