using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Cdc.Publisher.Sns;
using Cdc.ServiceClient;
using Cdc.SnsCalls;

namespace Cdc.Publisher;

/// <summary>Calls Amazon SNS through the AWS SDK's own pipeline: its credentials, signatures, retries, endpoints and telemetry.</summary>
/// <remarks>
/// It publishes each message in the Region that its topic's ARN names. On the wire its calls are those of the SDK's SNS client. Every method
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

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.UseModernEndpointsAndAuth();
    }

    private async Task<IReadOnlyList<SnsFailure>> SendAsync(PublishBody body, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(new PublishBatchRequest(body), cancellationToken).ConfigureAwait(false);
        return PublishFailures.Read(answer, body.EntryIds);
    }

    private Task<SnsAnswer> CallAsync(AmazonWebServiceRequest request, CancellationToken cancellationToken) => InvokeAsync<SnsAnswer>(
        request,
        new InvokeOptions { RequestMarshaller = SnsMarshaller.Instance, ResponseUnmarshaller = SnsUnmarshaller.Instance },
        cancellationToken);
}
