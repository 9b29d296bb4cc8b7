using System.Text;

namespace Cdc.Testing.Sqs;

/// <summary>What was sent; it does not change, whichever queue holds it.</summary>
internal sealed record SqsMessageContent(string Body, IReadOnlyDictionary<string, MessageAttribute> Attributes)
{
    /// <summary>The bytes that count against the queue's maximum: body and attributes with their names and types.</summary>
    public int ByteCount => Encoding.UTF8.GetByteCount(Body) + Attributes.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + attribute.Value.ByteCount);

    public Guid Id { get; init; } = Guid.NewGuid();

    public string? TraceHeader { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>Given by the first FIFO queue that took the message.</summary>
    public string? SequenceNumber { get; init; }

    public DateTimeOffset SentAt { get; init; }

    /// <summary>The queue that gave the message up, where this one is its dead-letter queue.</summary>
    public string? DeadLetterSourceArn { get; init; }
}

/// <summary>How a queue answers that it took a message.</summary>
internal sealed record SqsSent(Guid Id, string? SequenceNumber);
