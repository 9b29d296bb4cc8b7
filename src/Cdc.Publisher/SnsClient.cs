using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Cdc.Publisher.Sns;
using Cdc.ServiceClient;

namespace Cdc.Publisher;

/// <summary>Calls Amazon SNS through the AWS SDK's own pipeline: its credentials, signatures, retries, endpoints and telemetry.</summary>
/// <remarks>
/// It publishes, each message in the Region that its topic's ARN names, creates topics and subscribes queues to them; on the wire its calls are those of the SDK's SNS client. Every method
/// throws <see cref="AmazonServiceException"/> with SNS's error code where SNS refuses, and <see cref="AmazonClientException"/> where no
/// credentials or no Region are configured, or the answer is not SNS's. Safe for use by several threads at once.
/// </remarks>
public sealed class SnsClient : AmazonServiceClient, ISnsPublisher, IBodySender
{
    private static readonly SnsServiceMetadata _metadata = new();

    /// <summary>Creates a client with everything from the environment.</summary>
    /// <exception cref="AmazonClientException">No Region and no endpoint is configured.</exception>
    public SnsClient()
        : this(new SnsClientConfig())
    {
    }

    /// <summary>Creates a client with credentials from the environment.</summary>
    /// <param name="config">The Region, the endpoint and the rest.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="AmazonClientException">No Region and no endpoint is configured.</exception>
    public SnsClient(SnsClientConfig config)
        : base(config ?? throw new ArgumentNullException(nameof(config)))
    {
    }

    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Who calls.</param>
    /// <param name="config">The Region, the endpoint and the rest.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="AmazonClientException">No Region and no endpoint is configured.</exception>
    public SnsClient(AWSCredentials credentials, SnsClientConfig config)
        : base(credentials ?? throw new ArgumentNullException(nameof(credentials)), config ?? throw new ArgumentNullException(nameof(config)))
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => _metadata;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(
        string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicArn);
        ArgumentNullException.ThrowIfNull(entries);
        var body = PublishBody.Batch(topicArn, entries);
        var failures = await SendAsync(body, cancellationToken).ConfigureAwait(false);
        // After an exception something may still be reading it; then it is left to the garbage collector.
        body.Dispose();
        return failures;
    }

    Task<IReadOnlyList<SnsFailure>> IBodySender.PublishBodyAsync(string topicArn, PublishBody body, CancellationToken cancellationToken) =>
        SendAsync(body, cancellationToken);

    /// <summary>Publishes one message.</summary>
    /// <param name="topicArn">The topic's ARN.</param>
    /// <param name="entry">The message; its id is not sent.</param>
    /// <param name="cancellationToken">Gives up waiting; the message may have been published.</param>
    /// <returns>The id that SNS gave the message.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="topicArn"/> is empty.</exception>
    public async Task<string> PublishAsync(string topicArn, SnsEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicArn);
        ArgumentNullException.ThrowIfNull(entry);
        var body = PublishBody.One(topicArn, entry);
        var answer = await CallAsync(new PublishRequest(body), cancellationToken).ConfigureAwait(false);
        body.Dispose();
        return SnsAnswer.ReadValue(answer, "MessageId");
    }

    /// <summary>Creates a topic, or finds the one with the same name and attributes.</summary>
    /// <param name="name">1 to 256 letters, digits, hyphens and underscores; a FIFO topic's ends in <c>.fifo</c>
    /// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html"/>).</param>
    /// <param name="attributes">The topic's attributes, as <c>FifoTopic</c>; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The topic's ARN.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public async Task<string> CreateTopicAsync(
        string name, IReadOnlyDictionary<string, string>? attributes = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var answer = await CallAsync(new CreateTopicRequest(name, attributes), cancellationToken).ConfigureAwait(false);
        return SnsAnswer.ReadValue(answer, "TopicArn");
    }

    /// <summary>Subscribes a queue to a topic, or finds the subscription that is there.</summary>
    /// <param name="topicArn">The topic's ARN.</param>
    /// <param name="queueArn">The queue's ARN; its policy must let SNS send to it
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html"/>).</param>
    /// <param name="attributes">The subscription's attributes, as <c>RawMessageDelivery</c> and <c>FilterPolicy</c>
    /// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html"/>); null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The subscription's ARN.</returns>
    /// <exception cref="ArgumentNullException">An ARN is null.</exception>
    /// <exception cref="ArgumentException">An ARN is empty.</exception>
    public async Task<string> SubscribeQueueAsync(
        string topicArn,
        string queueArn,
        IReadOnlyDictionary<string, string>? attributes = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicArn);
        ArgumentException.ThrowIfNullOrEmpty(queueArn);
        var answer = await CallAsync(new SubscribeRequest(topicArn, queueArn, attributes), cancellationToken).ConfigureAwait(false);
        return SnsAnswer.ReadValue(answer, "SubscriptionArn");
    }

    /// <summary>Sets one attribute of a subscription.</summary>
    /// <param name="subscriptionArn">The subscription's ARN.</param>
    /// <param name="name">The attribute's name
    /// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html"/>).</param>
    /// <param name="value">The attribute's value; empty removes the attribute.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when it is set.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="subscriptionArn"/> or <paramref name="name"/> is empty.</exception>
    public Task SetSubscriptionAttributesAsync(
        string subscriptionArn, string name, string value, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionArn);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        return CallAsync(new SetSubscriptionAttributesRequest(subscriptionArn, name, value), cancellationToken);
    }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.UseModernEndpointsAndAuth();
    }

    private async Task<IReadOnlyList<SnsFailure>> SendAsync(PublishBody body, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(new PublishBatchRequest(body), cancellationToken).ConfigureAwait(false);
        return SnsAnswer.ReadFailures(answer, body.EntryIds);
    }

    private Task<SnsAnswer> CallAsync(AmazonWebServiceRequest request, CancellationToken cancellationToken) => InvokeAsync<SnsAnswer>(
        request,
        new InvokeOptions { RequestMarshaller = SnsMarshaller.Instance, ResponseUnmarshaller = SnsUnmarshaller.Instance },
        cancellationToken);
}
