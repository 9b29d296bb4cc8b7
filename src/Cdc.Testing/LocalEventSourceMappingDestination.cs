using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Publisher;

namespace Cdc.Testing;

/// <summary>Takes what a <see cref="LocalEventSourceMapping"/> gives up: <c>DestinationConfig</c> with <c>OnFailure</c>.</summary>
/// <remarks>
/// It gets the document that Lambda writes, which says where the records are, not what they hold
/// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html"/>).
/// </remarks>
public sealed class LocalEventSourceMappingDestination
{
    private readonly Func<string, CancellationToken, Task> _send;

    private LocalEventSourceMappingDestination(string arn, Func<string, CancellationToken, Task> send)
    {
        Arn = arn;
        _send = send;
    }

    /// <summary>Gets the queue's or topic's ARN.</summary>
    public string Arn { get; }

    /// <summary>Sends to a standard queue.</summary>
    /// <param name="sqs">The client of its endpoint; the caller disposes of it, after the mapping.</param>
    /// <param name="queueArn">The queue's ARN.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="sqs"/> is null.</exception>
    /// <exception cref="ArgumentException">It is not the ARN of a standard queue.</exception>
    public static LocalEventSourceMappingDestination ToQueue(IAmazonSQS sqs, string queueArn)
    {
        ArgumentNullException.ThrowIfNull(sqs);
        var parts = PartsOf(queueArn, "sqs");
        return new(queueArn, async (message, cancellationToken) =>
        {
            var request = new GetQueueUrlRequest { QueueName = parts[5], QueueOwnerAWSAccountId = parts[4] };
            var queue = await sqs.GetQueueUrlAsync(request, cancellationToken).ConfigureAwait(false);
            await sqs.SendMessageAsync(queue.QueueUrl, message, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Publishes to a standard topic.</summary>
    /// <param name="sns">The client of its endpoint; the caller disposes of it, after the mapping.</param>
    /// <param name="topicArn">The topic's ARN.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="sns"/> is null.</exception>
    /// <exception cref="ArgumentException">It is not the ARN of a standard topic.</exception>
    public static LocalEventSourceMappingDestination ToTopic(ISnsPublisher sns, string topicArn)
    {
        ArgumentNullException.ThrowIfNull(sns);
        PartsOf(topicArn, "sns");
        return new(topicArn, async (message, cancellationToken) =>
        {
            var failures = await sns.PublishBatchAsync(topicArn, [new SnsEntry("discarded", message)], cancellationToken).ConfigureAwait(false);
            if (failures.Count > 0) throw new InvalidOperationException($"The topic refused the message: {failures[0].Code}, {failures[0].Message}");
        });
    }

    internal Task SendAsync(string message, CancellationToken cancellationToken) => _send(message, cancellationToken);

    private static string[] PartsOf(string arn, string service)
    {
        ArgumentException.ThrowIfNullOrEmpty(arn);
        var parts = arn.Split(':');
        if (parts is not ["arn", _, var named, _, _, { Length: > 0 } name] || named != service || name.EndsWith(".fifo", StringComparison.Ordinal))
            throw new ArgumentException($"'{arn}' is not arn:aws:{service}:<region>:<account>:<name> of a standard one; Lambda takes no FIFO destination.", nameof(arn));
        return parts;
    }
}
