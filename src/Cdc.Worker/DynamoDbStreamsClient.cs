using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Cdc.ServiceClient;
using Cdc.Worker.Client;

namespace Cdc.Worker;

/// <summary>Reads DynamoDB Streams through the AWS SDK's own pipeline: its credentials, signatures, retries, endpoints and telemetry.</summary>
/// <remarks>
/// If the service refuses a call, every method throws <see cref="AmazonServiceException"/> with the service's error code, for example
/// <c>ExpiredIteratorException</c>. If no credentials or no Region are configured, it throws <see cref="AmazonClientException"/>. Throttling and
/// server errors are retried first. Safe for use by several threads at once. Limits and errors:
/// <see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html"/>.
/// </remarks>
public sealed class DynamoDbStreamsClient : AmazonServiceClient
{
    private static readonly StreamsServiceMetadata _metadata = new();

    /// <summary>Creates a client with everything from the environment.</summary>
    /// <exception cref="AmazonClientException">No Region and no endpoint is configured.</exception>
    public DynamoDbStreamsClient()
        : this(new DynamoDbStreamsClientConfig())
    {
    }

    /// <summary>Creates a client with credentials from the environment.</summary>
    /// <param name="config">The Region, the endpoint and the rest.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="AmazonClientException">No Region and no endpoint is configured.</exception>
    public DynamoDbStreamsClient(DynamoDbStreamsClientConfig config)
        : base(config ?? throw new ArgumentNullException(nameof(config)))
    {
    }

    /// <summary>Creates a client.</summary>
    /// <param name="credentials">Who calls.</param>
    /// <param name="config">The Region, the endpoint and the rest.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="AmazonClientException">No Region and no endpoint is configured.</exception>
    public DynamoDbStreamsClient(AWSCredentials credentials, DynamoDbStreamsClientConfig config)
        : base(credentials ?? throw new ArgumentNullException(nameof(credentials)), config ?? throw new ArgumentNullException(nameof(config)))
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => _metadata;

    /// <summary>Lists one page of the account's streams.</summary>
    /// <param name="tableName">The table whose streams to list; null for every table's.</param>
    /// <param name="limit">The most streams, 1 to 100; null for 100.</param>
    /// <param name="exclusiveStartStreamArn">The page before's <see cref="DynamoDbStreamList.LastEvaluatedStreamArn"/>; null for the first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The page.</returns>
    public async Task<DynamoDbStreamList> ListStreamsAsync(
        string? tableName = null, int? limit = null, string? exclusiveStartStreamArn = null, CancellationToken cancellationToken = default)
    {
        var answer = await CallAsync(
            new ListStreamsRequest(tableName, limit, exclusiveStartStreamArn), cancellationToken).ConfigureAwait(false);
        return StreamsAnswer.ReadList(answer.Root);
    }

    /// <summary>Describes a stream and one page of its shards.</summary>
    /// <param name="streamArn">The stream's ARN.</param>
    /// <param name="limit">The most shards, 1 to 100; null for 100.</param>
    /// <param name="exclusiveStartShardId">The page before's <see cref="DynamoDbStreamDescription.LastEvaluatedShardId"/>; null for the first.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The description.</returns>
    /// <exception cref="ArgumentException"><paramref name="streamArn"/> is null or empty.</exception>
    public async Task<DynamoDbStreamDescription> DescribeStreamAsync(
        string streamArn, int? limit = null, string? exclusiveStartShardId = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(streamArn);
        var answer = await CallAsync(
            new DescribeStreamRequest(streamArn, limit, exclusiveStartShardId), cancellationToken).ConfigureAwait(false);
        return StreamsAnswer.ReadDescription(answer.Root);
    }

    /// <summary>Gets a place in a shard from which to read.</summary>
    /// <param name="streamArn">The stream's ARN.</param>
    /// <param name="shardId">The shard.</param>
    /// <param name="type">Where to start.</param>
    /// <param name="sequenceNumber">The record that the type refers to; null for the types that refer to none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The iterator; it expires after 15 minutes.</returns>
    /// <exception cref="ArgumentException"><paramref name="streamArn"/> or <paramref name="shardId"/> is null or empty.</exception>
    public async Task<string> GetShardIteratorAsync(
        string streamArn,
        string shardId,
        DynamoDbShardIteratorType type,
        string? sequenceNumber = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(streamArn);
        ArgumentException.ThrowIfNullOrEmpty(shardId);
        var answer = await CallAsync(
            new GetShardIteratorRequest(streamArn, shardId, type, sequenceNumber), cancellationToken).ConfigureAwait(false);
        return StreamsAnswer.ReadText(answer.Root, "ShardIterator");
    }

    /// <summary>Reads the records at a place in a shard; there may be none yet.</summary>
    /// <param name="shardIterator">The place.</param>
    /// <param name="limit">The most records, 1 to 1,000; null for 1,000. One answer is at most 1 MB.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The records and the place behind them.</returns>
    /// <exception cref="ArgumentException"><paramref name="shardIterator"/> is null or empty.</exception>
    public async Task<DynamoDbStreamRecords> GetRecordsAsync(
        string shardIterator, int? limit = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(shardIterator);
        var answer = await CallAsync(new GetRecordsRequest(shardIterator, limit), cancellationToken).ConfigureAwait(false);
        return StreamsAnswer.ReadRecords(answer.Root);
    }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.UseModernEndpointsAndAuth();
    }

    private Task<StreamsAnswer> CallAsync(StreamsRequest request, CancellationToken cancellationToken) => InvokeAsync<StreamsAnswer>(
        request,
        new InvokeOptions { RequestMarshaller = StreamsMarshaller.Instance, ResponseUnmarshaller = StreamsUnmarshaller.Instance },
        cancellationToken);
}
