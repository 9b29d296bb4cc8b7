namespace Cdc.Testing.EventSource.Queues;

/// <summary>What the queue says of itself.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Visibility">How long a message that was received is hidden.</param>
internal sealed record MappedQueue(string Arn, TimeSpan Visibility);
