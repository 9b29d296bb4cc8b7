namespace Cdc.Consumer;

/// <summary>Says which queue a consumer reads, and how.</summary>
/// <remarks>Checked when the host starts; every fault is reported at once. Changes after the start have no effect.</remarks>
public sealed class CdcConsumerOptions
{
    /// <summary>Gets or sets the URL of the queue.</summary>
    /// <value>
    /// Default: null. An absolute http or https URL without a query, as <c>GetQueueUrl</c> returns it; blanks around it and slashes at its end are taken off. Set this or
    /// <see cref="QueueName"/>, not both.
    /// </value>
    public string? QueueUrl { get; set; }

    /// <summary>Gets or sets the name of a queue of the client's account and Region.</summary>
    /// <value>
    /// Default: null. 1 to 80 letters, digits, hyphens and underscores, with <c>.fifo</c> at the end of a FIFO queue's
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html"/>). Looked up before the
    /// first receive; the queue may be created later than the host starts.
    /// </value>
    public string? QueueName { get; set; }

    /// <summary>Gets or sets how many changes are handled at once; where a handler takes batches, how many batches.</summary>
    /// <value>Default: 10; 1 to 10,000. Changes of one key are handled one after the other in any case.</value>
    public int MaxConcurrency { get; set; } = 10;

    /// <summary>Gets or sets how many changes may be held in memory: those being handled and those waiting for their turn.</summary>
    /// <value>
    /// Default: null, which is 20 times <see cref="MaxConcurrency"/> and at least 10,000, or twice what all batches take where that is more. From
    /// <see cref="MaxConcurrency"/> to 10,000,000.
    /// </value>
    /// <remarks>
    /// <para>
    /// The bound of what waits behind its own key. Of what could run at once much less is held while handlers are slow, as other processes could handle it:
    /// <see cref="MaxConcurrency"/> and what the handlers do in about a second, but at least 10 for each of <see cref="MinConcurrentReceives"/> and at least twice
    /// <see cref="MaxConcurrency"/>. Messages with several changes are received as far as there is room for as many as recent ones had.
    /// </para>
    /// <para>
    /// Where the bound is reached while a handler could run, the newest of what waits is given back to the queue, with a log line and
    /// <c>cdc.consumer.messages.deferred</c>. It comes again after <see cref="RetryDelay"/>, doubled with each delivery, up to <see cref="MaxRetryDelay"/>. That counts as a
    /// delivery, so no message is given back that has half of its queue's <c>maxReceiveCount</c> behind it.
    /// </para>
    /// </remarks>
    public int? MaxHeldChanges { get; set; }

    /// <summary>Gets or sets how many bytes the bodies may take of the messages that are held.</summary>
    /// <value>Default: 67,108,864, which is 64 MiB; from 4,194,304 (4 MiB), two for each character. Works as <see cref="MaxHeldChanges"/> does.</value>
    public long MaxHeldBytes { get; set; } = 64L << 20;

    /// <summary>Gets or sets whether what failed of a message with several changes is sent to the same queue alone.</summary>
    /// <value>Default: false. Needs <c>sqs:SendMessage</c> on the queue; not for FIFO queues, where it would lose its place.</value>
    /// <remarks>
    /// Then the message is deleted, and each failed change comes again as a message of its own, with a count of deliveries of its own: one that can never be handled takes no others
    /// to the dead-letter queue. Without it, the whole message comes again; what of it is done is remembered, and runs again only in another process.
    /// </remarks>
    public bool IsolateFailedChanges { get; set; }

    /// <summary>Gets or sets whether a newer change of a key takes the place of an older one that waits.</summary>
    /// <value>Default: false.</value>
    /// <remarks>
    /// For handlers that read the item by its key and need no more than the newest change. The older one's handler never runs; both are acknowledged
    /// when the newer one is handled, and neither if it fails. So a handler may see an item modified or removed that it never saw inserted.
    /// Snapshots neither replace nor are replaced; on a FIFO queue nor do messages that hold several changes.
    /// </remarks>
    public bool CoalesceChanges { get; set; }

    /// <summary>Gets or sets how many receives are under way when the queue is empty.</summary>
    /// <value>Default: 1; 1 to <see cref="MaxConcurrentReceives"/>.</value>
    /// <remarks>An idle consumer makes this many calls in each <see cref="WaitTime"/>.</remarks>
    public int MinConcurrentReceives { get; set; } = 1;

    /// <summary>Gets or sets how many receives are under way when the queue is full.</summary>
    /// <value>Default: 32; 1 to 1,000.</value>
    /// <remarks>
    /// Each receive that comes back full begins one more, each that comes back empty ends one. A receive brings at most 10 messages
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"/>): with 20 ms a call, 32 bring up
    /// to 16,000 messages a second.
    /// </remarks>
    public int MaxConcurrentReceives { get; set; } = 32;

    /// <summary>Gets or sets how long a receive waits for a message to arrive.</summary>
    /// <value>
    /// Default: 20 seconds; whole seconds from 0 to 20
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html"/>). Every
    /// receive is billed, the empty ones too. At 0 the consumer pauses for a second after each empty receive.
    /// </value>
    /// <remarks>An <c>IAmazonSQS</c> of your own needs an HTTP timeout longer than this.</remarks>
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets how long receives may go on when the host stops.</summary>
    /// <value>Default: 1 second; 0 to 20 seconds.</value>
    /// <remarks>
    /// What they bring is given back at once. A cancelled receive may have taken messages that never arrive; those come back only after the
    /// visibility timeout. A period longer than <see cref="WaitTime"/> rules that out, and every stop of an idle consumer then takes up to <see cref="WaitTime"/>, which must be
    /// less than 20 seconds for that.
    /// </remarks>
    public TimeSpan ReceiveGracePeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how long a received message stays hidden from other consumers, if this process does not extend it.</summary>
    /// <value>
    /// Default: null, the queue's own setting as of the first receive. Whole seconds from 1 second to 12 hours
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html"/>).
    /// </value>
    /// <remarks>
    /// While a message is held, the consumer extends the timeout each time half of it is over. After a crash, messages come back within this time. Give it at least some
    /// seconds, so that a slow call or a garbage collection does not matter.
    /// </remarks>
    public TimeSpan? VisibilityTimeout { get; set; }

    /// <summary>Gets or sets how long the handling of a change, or of a batch, may take.</summary>
    /// <value>
    /// Default: 5 minutes; 1 second to 12 hours, counted from the start of the handling. SQS hides a message for 12 hours from its receive at most
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html"/>).
    /// </value>
    /// <remarks>
    /// After that time the handler's token is cancelled, and the message is no longer kept hidden. A handler that then throws has failed as usual; one that succeeds all the same has
    /// handled the change. The time that a change waits for its turn does not count: its message stays hidden all the while, for up to SQS's 12 hours.
    /// </remarks>
    public TimeSpan MaxProcessingTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long a message stays hidden after its handling failed for the first time.</summary>
    /// <value>Default: 5 seconds; 0 to 12 hours. Rounded up to whole seconds; <see cref="MaxRetryDelay"/> where that is shorter.</value>
    /// <remarks>Doubled with each delivery, up to <see cref="MaxRetryDelay"/>, and shortened by up to a half at random.</remarks>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long a message stays hidden at most after its handling failed.</summary>
    /// <value>Default: 15 minutes; 0 to 12 hours, and at most what is left of the 12 hours from the receive.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the URL of the queue for messages that can never be handled.</summary>
    /// <value>Default: null, none. An absolute http or https URL of another queue. It needs <c>sqs:SendMessage</c>.</value>
    /// <remarks>
    /// What the handler rejects (<see cref="CdcRejectException"/>) goes there, and what cannot be read if <see cref="UnreadableMessages"/> says so. The consumer sends a copy of
    /// the body and of the attributes, and then deletes the message. A rejected change of a message with several goes there alone. Other failures go where the queue's own redrive policy says.
    /// </remarks>
    public string? DeadLetterQueueUrl { get; set; }

    /// <summary>Gets or sets what happens to messages that cannot be read.</summary>
    /// <value>
    /// Default: <see cref="UnreadableMessageAction.Leave"/>. <see cref="UnreadableMessageAction.DeadLetter"/> needs <see cref="DeadLetterQueueUrl"/>;
    /// <see cref="UnreadableMessageAction.Delete"/> is for <see cref="OnUnreadableMessage"/> alone.
    /// </value>
    public UnreadableMessageAction UnreadableMessages { get; set; }

    /// <summary>Gets or sets a callback that decides about each message that cannot be read, in place of <see cref="UnreadableMessages"/>.</summary>
    /// <value>Default: null. Set in code; configuration does not bind it.</value>
    /// <remarks>
    /// It is called for several messages at once, and again for each delivery of a message that it leaves. A message stays in the queue where the callback throws, or answers
    /// <see cref="UnreadableMessageAction.DeadLetter"/> while <see cref="DeadLetterQueueUrl"/> is not set. The token is cancelled as a handler's is.
    /// </remarks>
    public Func<CdcUnreadableMessage, CancellationToken, Task<UnreadableMessageAction>>? OnUnreadableMessage { get; set; }

    /// <summary>Gets or sets after how long without a successful receive <see cref="CdcConsumerHealthCheck"/> fails.</summary>
    /// <value>Default: 2 minutes; 1 minute to 1 day.</value>
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromMinutes(2);
}
