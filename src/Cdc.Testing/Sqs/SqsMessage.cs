namespace Cdc.Testing.Sqs;

internal enum SqsMessageState
{
    /// <summary>Can be received, as far as its group allows.</summary>
    Visible,

    /// <summary>Sent, and not yet visible for the first time.</summary>
    Delayed,

    /// <summary>Received, and hidden until its visibility timeout ends.</summary>
    InFlight,
}

/// <summary>A message in one queue; the queue's lock guards it.</summary>
internal sealed class SqsMessage
{
    public SqsMessage(SqsMessageContent content, long number)
    {
        Content = content;
        Number = number;
        InOrder = new(this);
    }

    public SqsMessageContent Content { get; }

    /// <summary>The message's place in the order of arrival.</summary>
    public long Number { get; }

    public SqsMessageState State { get; set; }

    /// <summary>When a message that is delayed or in flight becomes visible.</summary>
    public DateTimeOffset VisibleAt { get; set; }

    public int ReceiveCount { get; set; }

    /// <summary>How often it was handed out, faults included: the number of the newest receipt handle.</summary>
    public int Deliveries { get; set; }

    public DateTimeOffset FirstReceivedAt { get; set; }

    public DateTimeOffset LastReceivedAt { get; set; }

    /// <summary>Its place in the queue's or the group's order of delivery.</summary>
    public LinkedListNode<SqsMessage> InOrder { get; }
}

/// <summary>A message as one receive hands it out.</summary>
internal sealed record SqsReceived(SqsMessageContent Content, string ReceiptHandle, int ReceiveCount, DateTimeOffset FirstReceivedAt);
