using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Benchmarks.Measuring;
using Cdc.Consumer;
using Cdc.Lambda;
using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Benchmarks.Chain;

/// <summary>What became of the changes of a table on their way to a handler.</summary>
/// <param name="Changes">How many changes there were; each was handled.</param>
/// <param name="Took">From the start of mapping and consumer to the last change's handling; the changes were in the table's stream by then.</param>
/// <param name="Bill">The calls, until all messages were deleted.</param>
internal sealed record ChainRun(int Changes, TimeSpan Took, Bill Bill)
{
    private const string Table = "Orders";
    private const int WritesPerCall = 25;

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    /// <param name="changes">How many items are put into the table.</param>
    /// <param name="changesPerMessage">How many changes a message may have.</param>
    public static async Task<ChainRun> MeasureAsync(int changes, int changesPerMessage)
    {
        using var aws = new LocalAws();
        var streamArn = await FillTableAsync(aws, changes);
        using var sns = aws.CreateSnsClient();
        var bill = new Bill();
        using var sqs = BilledSqs.Create(aws, bill);
        using var setUp = aws.CreateSqsClient();
        var (topicArn, queueUrl) = await SubscribeAsync(sns, setUp);
        var handler = new Handler(new CdcPublisherOptions { TopicArn = topicArn, MaxChangesPerMessage = changesPerMessage }, new BilledSns(sns, bill));
        using var streams = aws.CreateStreamsClient();
        var handled = new Handled(changes);
        using var host = HostOf(sqs, queueUrl, handled);

        var start = Clocks.Wall();
        await host.StartAsync();
        await using (LocalEventSourceMapping.Start(
            streams,
            streamArn,
            streamEvent =>
            {
                bill.Invoked();
                return handler.HandleAsync(streamEvent);
            },
            new LocalEventSourceMappingOptions { BatchSize = 1_000, PollingInterval = TimeSpan.FromMilliseconds(20) }))
        {
            await handled.All.WaitAsync(_limit, TimeProvider.System);
        }

        var took = Clocks.Wall() - start;
        // The last changes' messages are deleted, too.
        await host.StopAsync();
        return new ChainRun(changes, took, bill);
    }

    private static async Task<string> FillTableAsync(LocalAws aws, int changes)
    {
        using var client = aws.CreateDynamoDbClient();
        var created = await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = Table,
            KeySchema = [new("orderId", KeyType.HASH)],
            AttributeDefinitions = [new("orderId", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY },
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, changes).Chunk(WritesPerCall), async (numbers, cancellationToken) =>
        {
            var writes = numbers.Select(number => new WriteRequest(new PutRequest(new Dictionary<string, AttributeValue> { ["orderId"] = new(Orders.Id(number)) })));
            await client.BatchWriteItemAsync(new BatchWriteItemRequest(new Dictionary<string, List<WriteRequest>> { [Table] = [.. writes] }), cancellationToken);
        });
        return created.TableDescription.LatestStreamArn;
    }

    private static async Task<(string TopicArn, string QueueUrl)> SubscribeAsync(SnsClient sns, AmazonSQSClient sqs)
    {
        var topicArn = await sns.CreateTopicAsync("orders");
        var queueUrl = (await sqs.CreateQueueAsync("orders")).QueueUrl;
        var attributes = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = [QueueAttributeName.QueueArn] });
        await sns.SubscribeQueueAsync(topicArn, attributes.QueueARN, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" });
        return (topicArn, queueUrl);
    }

    private static IHost HostOf(AmazonSQSClient sqs, string queueUrl, Handled handled)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IAmazonSQS>(sqs);
        builder.Services.AddSingleton(handled);
        builder.Services.AddCdcConsumer<string, Handled>("orders").Configure(options =>
        {
            options.QueueUrl = queueUrl;
            options.ReceiveGracePeriod = TimeSpan.Zero;
        });
        return builder.Build();
    }

    private sealed class Handler(CdcPublisherOptions options, ISnsPublisher sns) : CdcStreamHandler(options, sns, NullLoggerFactory.Instance);

    /// <summary>Notes which orders were handled, until it was each of them.</summary>
    private sealed class Handled(int orders) : ICdcHandler<string>
    {
        private readonly int[] _times = new int[orders];
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing = orders;

        public Task All => _all.Task;

        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            var number = Orders.NumberOf(context.Change.Key);
            if (Interlocked.Increment(ref _times[number]) == 1 && Interlocked.Decrement(ref _missing) == 0) _all.SetResult();
            return Task.CompletedTask;
        }
    }
}
