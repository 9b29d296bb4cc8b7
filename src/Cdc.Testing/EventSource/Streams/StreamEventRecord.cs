namespace Cdc.Testing.EventSource.Streams;

/// <summary>One record of a stream, as the function gets it; its id is its sequence number.</summary>
internal sealed class StreamEventRecord : EventRecord
{
    /// <summary>A hash of the item's key: the same for every record of an item.</summary>
    public required ulong Item { get; init; }

    /// <summary>When the item changed; null where the record does not say.</summary>
    public required DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the mapping read it, on the clock that <see cref="MappingClock.Now"/> reads.</summary>
    public required TimeSpan ReadAt { get; init; }
}
