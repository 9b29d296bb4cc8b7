using Amazon.SQS.Model;

namespace Cdc.Consumer.QueueFunction;

/// <summary>A message of an SQS event.</summary>
/// <param name="Message">The message, with its system attributes and the text and number attributes that it was sent with.</param>
/// <param name="QueueName">The queue's name; empty where the event does not say it.</param>
internal readonly record struct QueueMessage(Message Message, string QueueName)
{
    public string Id => Message.MessageId;

    /// <summary>The message's group in a FIFO queue; null in a standard queue, where a group only shares out fairly.</summary>
    public string? FifoGroup => QueueName.EndsWith(".fifo", StringComparison.Ordinal) ? Message.Attributes.GetValueOrDefault("MessageGroupId", "") : null;
}
