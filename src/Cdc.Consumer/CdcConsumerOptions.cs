namespace Cdc.Consumer;

/// <summary>Says which queue a consumer reads, and how.</summary>
/// <remarks>Checked when the host starts; every fault is reported at once. Changes after the start have no effect.</remarks>
public sealed class CdcConsumerOptions
{
    /// <summary>Gets or sets the URL of the queue.</summary>
    /// <value>
    /// Default: null. An absolute http or https URL, as <c>GetQueueUrl</c> returns it. Set this or <see cref="QueueName"/>, not both.
    /// </value>
    public string? QueueUrl { get; set; }

    /// <summary>Gets or sets the name of a queue of the client's account and Region.</summary>
    /// <value>
    /// Default: null. 1 to 80 letters, digits, hyphens and underscores, with <c>.fifo</c> at the end of a FIFO queue's
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html"/>). Looked up before the
    /// first receive; the queue may be created later than the host starts.
    /// </value>
    public string? QueueName { get; set; }

    /// <summary>Gets or sets how many messages are handled at once.</summary>
    /// <value>Default: 10; 1 to 10,000. Messages of one key are handled one after the other whatever this is.</value>
    public int MaxConcurrency { get; set; } = 10;

    /// <summary>Gets or sets how many messages may be held in memory: those being handled and those waiting for their turn.</summary>
    /// <value>
    /// Default: null, which is twice <see cref="MaxConcurrency"/> and at least 10. From <see cref="MaxConcurrency"/> to 120,000, the number
    /// that SQS lets be in flight (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"/>).
    /// No more is received than there is room for.
    /// </value>
    /// <remarks>
    /// A held message's visibility timeout runs from its receipt: keep this below what is handled within
    /// <see cref="VisibilityTimeout"/>, else messages are delivered again while they wait.
    /// </remarks>
    public int? MaxHeldMessages { get; set; }

    /// <summary>Gets or sets how long a receive waits for a message to arrive.</summary>
    /// <value>
    /// Default: 20 seconds; whole seconds from 0 to 20
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html"/>). Every
    /// receive is billed, the empty ones too. At 0 the consumer pauses for a second after each empty receive.
    /// </value>
    /// <remarks>An <c>IAmazonSQS</c> of your own needs an HTTP timeout longer than this.</remarks>
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets how long a received message stays hidden from other consumers.</summary>
    /// <value>
    /// Default: null, the queue's own setting. Whole seconds from 1 second to 12 hours
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html"/>).
    /// </value>
    /// <remarks>
    /// Longer than the slowest handling, the wait for its turn included: a message that is not handled by then is delivered again. Also
    /// the time after which a failed message comes back.
    /// </remarks>
    public TimeSpan? VisibilityTimeout { get; set; }
}
