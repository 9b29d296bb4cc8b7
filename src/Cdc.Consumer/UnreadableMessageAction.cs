namespace Cdc.Consumer;

/// <summary>Says what becomes of a message that is no change envelope, or whose key is not of the consumer's type.</summary>
public enum UnreadableMessageAction
{
    /// <summary>It stays in the queue, and comes back as after a failure of the handler; a redrive policy moves it in the end.</summary>
    Leave,

    /// <summary>It is copied to <see cref="CdcConsumerOptions.DeadLetterQueueUrl"/>, and then deleted; left where the copy fails.</summary>
    DeadLetter,

    /// <summary>It is deleted. For a callback that has dealt with the message; no policy.</summary>
    Delete,
}
