namespace Cdc.Testing.EventSource.Queues;

/// <summary>One message, as the function gets it; its id is the message's.</summary>
internal sealed class QueueEventRecord : EventRecord
{
    public required string ReceiptHandle { get; init; }

    public required string Body { get; init; }

    /// <summary>When the message came, on the clock that <see cref="MappingClock.Now"/> reads.</summary>
    public required TimeSpan ReceivedAt { get; init; }
}
