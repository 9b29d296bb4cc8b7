namespace Cdc.Consumer;

/// <summary>Says what happens to a message that is not a change envelope, or whose key is not of the consumer's type.</summary>
public enum UnreadableMessageAction
{
    /// <summary>It stays in the queue, and comes back as after a failure of the handler; a redrive policy moves it in the end.</summary>
    Leave,

    /// <summary>It is copied to <see cref="CdcConsumerOptions.DeadLetterQueueUrl"/>, and then deleted; left where the copy fails.</summary>
    DeadLetter,

    /// <summary>It is deleted. For <see cref="CdcConsumerOptions.OnUnreadableMessage"/> only, which has handled the message; not for <see cref="CdcConsumerOptions.UnreadableMessages"/>.</summary>
    Delete,
}
