using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Publisher;
using Cdc.Worker;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.Faults;

/// <summary>Clients that try nothing again, and what most tests of faults begin with.</summary>
public abstract class FaultTest : IAsyncLifetime
{
    private readonly AwsBackend _backend;

    protected FaultTest(Func<LocalAwsOptions, AwsBackend> create) =>
        _backend = create(new LocalAwsOptions { Faults = Faults, TimeProvider = Time, ShardsPerStream = 1 });

    protected AwsFaults Faults { get; } = new(1);

    protected FakeTimeProvider Time { get; } = new();

    protected LocalAws Aws => _backend.Aws;

    protected AmazonDynamoDBClient DynamoDb { get; private set; } = null!;

    protected DynamoDbStreamsClient Streams { get; private set; } = null!;

    protected AmazonSQSClient Sqs { get; private set; } = null!;

    protected SnsClient Sns { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _backend.InitializeAsync();
        DynamoDb = new(LocalAws.Credentials, _backend.Configure(new AmazonDynamoDBConfig { MaxErrorRetry = 0 }));
        Streams = new(LocalAws.Credentials, _backend.Configure(new DynamoDbStreamsClientConfig { MaxErrorRetry = 0 }));
        Sqs = CreateSqs(retries: 0);
        Sns = new(LocalAws.Credentials, _backend.Configure(new SnsClientConfig { MaxErrorRetry = 0 }));
    }

    public async Task DisposeAsync()
    {
        Sns.Dispose();
        Sqs.Dispose();
        Streams.Dispose();
        DynamoDb.Dispose();
        await _backend.DisposeAsync();
    }

    protected static Dictionary<string, AttributeValue> Item(string key) => OrdersTable.Key(key);

    protected AmazonSQSClient CreateSqs(int retries) =>
        new(LocalAws.Credentials, _backend.Configure(new AmazonSQSConfig { MaxErrorRetry = retries }));

    protected async Task<string> CreateTableAsync() => (await OrdersTable.CreateAsync(DynamoDb)).LatestStreamArn;

    protected async Task<bool> ExistsAsync(string key) =>
        (await DynamoDb.GetItemAsync("Orders", Item(key), consistentRead: true)).Item is { Count: > 0 };

    protected async Task<string> CreateQueueAsync() => (await Sqs.CreateQueueAsync("queue")).QueueUrl;

    /// <summary>Creates a topic that delivers to the queue, unwrapped.</summary>
    protected async Task<string> CreateTopicAsync(string queue)
    {
        var topic = await Sns.CreateTopicAsync("topic");
        var queueArn = (await Sqs.GetQueueAttributesAsync(queue, ["QueueArn"])).QueueARN;
        await Sns.SubscribeQueueAsync(topic, queueArn, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" });
        return topic;
    }

    protected async Task<List<Message>> ReceiveAsync(string queue, int maximum = 10) => (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
    {
        QueueUrl = queue,
        MaxNumberOfMessages = maximum,
        MessageSystemAttributeNames = ["ApproximateReceiveCount"],
    })).Messages ?? [];
}
