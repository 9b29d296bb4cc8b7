using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing.Chain;

namespace Cdc.Testing;

/// <summary>Holds what a listener of a <see cref="LocalCdcChain"/> has: its queue, its dead letters, and the services of its consumer.</summary>
public sealed class LocalCdcListener
{
    private readonly ListenerQueues _queues;
    private readonly IAmazonSQS _sqs;
    private IServiceProvider? _services;

    internal LocalCdcListener(string name, ListenerQueues queues, IAmazonSQS sqs, bool handles)
    {
        (Name, _queues, _sqs, IsHandled) = (name, queues, sqs, handles);
        QueueUrl = queues.UrlOf(queues.Queue);
        DeadLetterQueueUrl = queues.UrlOf(queues.DeadLetters);
    }

    /// <summary>Gets the listener's name. Its queue has the same name; a FIFO queue's also ends in <c>.fifo</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the queue's URL.</summary>
    public string QueueUrl { get; }

    /// <summary>Gets the URL of the dead-letter queue, which takes messages that were received too often.</summary>
    public string DeadLetterQueueUrl { get; }

    /// <summary>
    /// Gets how many messages are in the queue: those that can be received, those that were received and are not yet deleted, and those that are delayed.
    /// </summary>
    public int MessageCount => Total(_queues.Queue.Count());

    /// <summary>Gets how many messages are in the dead-letter queue.</summary>
    public int DeadLetterCount => Total(_queues.DeadLetters.Count());

    /// <summary>Gets the services of the listener's host, for example to look at its handler.</summary>
    /// <exception cref="InvalidOperationException">The listener has no host: it is a queue or a function. Or the chain has not started it yet.</exception>
    public IServiceProvider Services => _services ?? throw new InvalidOperationException($"The listener '{Name}' has no services: only one that AddListener makes has, once the chain runs.");

    /// <summary>Gets whether something receives the queue's messages.</summary>
    internal bool IsHandled { get; }

    /// <summary>Receives all messages that can be received now, and deletes them.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The messages, with all attributes.</returns>
    /// <exception cref="AmazonSQSException">The local AWS refused a call, as its faults may.</exception>
    public Task<IReadOnlyList<Message>> TakeMessagesAsync(CancellationToken cancellationToken = default) => TakeAsync(QueueUrl, cancellationToken);

    /// <summary>Receives all messages of the dead-letter queue, and deletes them.</summary>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The messages, with all attributes.</returns>
    /// <exception cref="AmazonSQSException">The local AWS refused a call, as its faults may.</exception>
    public Task<IReadOnlyList<Message>> TakeDeadLettersAsync(CancellationToken cancellationToken = default) => TakeAsync(DeadLetterQueueUrl, cancellationToken);

    internal void Started(IServiceProvider services) => _services = services;

    internal string Describe()
    {
        var (visible, inFlight, delayed) = _queues.Queue.Count();
        return FormattableString.Invariant($"{Name}: {visible} visible, {inFlight} in flight and {delayed} delayed in the queue, {DeadLetterCount} dead letters");
    }

    private async Task<IReadOnlyList<Message>> TakeAsync(string url, CancellationToken cancellationToken)
    {
        var all = new List<Message>();
        var request = new ReceiveMessageRequest(url)
        {
            MaxNumberOfMessages = 10,
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        };
        while (true)
        {
            var messages = (await _sqs.ReceiveMessageAsync(request, cancellationToken).ConfigureAwait(false)).Messages ?? [];
            if (messages.Count == 0) return all;
            foreach (var message in messages) await _sqs.DeleteMessageAsync(url, message.ReceiptHandle, cancellationToken).ConfigureAwait(false);
            all.AddRange(messages);
        }
    }

    private static int Total((int Visible, int InFlight, int Delayed) count) => count.Visible + count.InFlight + count.Delayed;
}
