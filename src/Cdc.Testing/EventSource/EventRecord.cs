namespace Cdc.Testing.EventSource;

/// <summary>One record of an event, as the function gets it.</summary>
internal abstract class EventRecord
{
    /// <summary>The id by which the function reports its failure.</summary>
    public required string Id { get; init; }

    public required ReadOnlyMemory<byte> Json { get; init; }
}
