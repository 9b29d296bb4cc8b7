using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>What was published.</summary>
/// <param name="Text">The message, as SQS subscriptions get it.</param>
/// <param name="Attributes">Its attributes by name.</param>
internal sealed record SnsMessage(string Text, IReadOnlyDictionary<string, MessageAttribute> Attributes)
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public string? Subject { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>Given by a FIFO topic.</summary>
    public string? SequenceNumber { get; init; }

    /// <summary>The trace that it was published in, as X-Ray writes it.</summary>
    public string? TraceHeader { get; init; }

    public DateTimeOffset PublishedAt { get; init; }
}

/// <summary>How a topic answers that it took a message.</summary>
internal sealed record SnsPublished(Guid Id, string? SequenceNumber);
