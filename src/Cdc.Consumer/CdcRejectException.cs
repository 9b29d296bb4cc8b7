namespace Cdc.Consumer;

/// <summary>The exception that a handler throws when a change can never be handled, however often it is tried.</summary>
/// <remarks>
/// In a service (<c>AddCdcConsumer</c>) the message then goes to <see cref="CdcConsumerOptions.DeadLetterQueueUrl"/> at once. Where that is not set, it stays in the queue as after
/// any other failure, and SQS moves it when its receive count exceeds the redrive policy's
/// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"/>). In a <see cref="CdcQueueHandler"/> the same holds for <see cref="CdcQueueHandlerOptions.DeadLetterQueueUrl"/>.
/// </remarks>
public sealed class CdcRejectException : Exception
{
    /// <summary>Creates the exception without a reason.</summary>
    public CdcRejectException()
        : this("The change can never be handled.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why the change can never be handled; it is logged.</param>
    public CdcRejectException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why the change can never be handled; it is logged.</param>
    /// <param name="innerException">What was caught.</param>
    public CdcRejectException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
