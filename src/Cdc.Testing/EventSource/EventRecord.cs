namespace Cdc.Testing.EventSource;

/// <summary>One record of an event, as the function is given it.</summary>
internal abstract class EventRecord
{
    /// <summary>What the function names it by where it reports a failure.</summary>
    public required string Id { get; init; }

    public required ReadOnlyMemory<byte> Json { get; init; }
}
