using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Core;
using Cdc.Publisher;
using Cdc.Testing;

namespace Cdc.Snapshot.Tests.Rig;

/// <summary>A table on a LocalAws at fake time, a queue and a topic, and snapshots of the one to the others.</summary>
internal sealed class SnapshotRig : IDisposable
{
    public const string Table = "Orders";
    public const string ProgressTable = "snapshots";
    public const string TopicArn = "arn:aws:sns:us-east-1:000000000000:changes";

    public SnapshotRig(AwsFaults? faults = null, Predicate<TimeSpan>? ignores = null)
    {
        Rush = new RushingTime(ignores);
        Aws = new LocalAws(new LocalAwsOptions { TimeProvider = Rush.Time, Faults = faults ?? new AwsFaults(1) });
        // Without tries of its own, whose waits are no fake time's.
        DynamoDb = new AmazonDynamoDBClient(LocalAws.Credentials, Aws.Configure(new AmazonDynamoDBConfig { MaxErrorRetry = 0 }));
        Sqs = new AmazonSQSClient(LocalAws.Credentials, Aws.Configure(new AmazonSQSConfig { MaxErrorRetry = 0 }));
        Store = new DynamoDbSnapshotProgressStore(DynamoDb, ProgressTable, createIfMissing: true, Rush.Time);
    }

    public RushingTime Rush { get; }

    public LocalAws Aws { get; }

    public AwsFaults Faults => Aws.Options.Faults;

    public AmazonDynamoDBClient DynamoDb { get; }

    public AmazonSQSClient Sqs { get; }

    public DynamoDbSnapshotProgressStore Store { get; }

    public RecordedTopic Topic { get; } = new();

    public LogLines Log { get; } = new();

    public static CdcSnapshotOptions ToTopic => new() { SnapshotId = "first", TableName = Table, TopicArn = TopicArn, Segments = 3 };

    public static async Task<SnapshotRig> StartAsync(int items = 0, AwsFaults? faults = null, Predicate<TimeSpan>? ignores = null)
    {
        var rig = new SnapshotRig(faults, ignores);
        await rig.CreateTableAsync(Table, ("id", "S"));
        await rig.PutAsync([.. Enumerable.Range(0, items).Select(number => $"o-{number}")]);
        return rig;
    }

    public Task CreateTableAsync(string name, params (string Name, string Type)[] key) => DynamoDb.CreateTableAsync(new CreateTableRequest
    {
        TableName = name,
        KeySchema = [.. key.Select((one, index) => new KeySchemaElement(one.Name, index == 0 ? KeyType.HASH : KeyType.RANGE))],
        AttributeDefinitions = [.. key.Select(one => new AttributeDefinition(one.Name, one.Type))],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    });

    public async Task PutAsync(params string[] ids)
    {
        foreach (var chunk in ids.Distinct().Chunk(25))
        {
            await DynamoDb.BatchWriteItemAsync(new BatchWriteItemRequest(new Dictionary<string, List<WriteRequest>>
            {
                [Table] = [.. chunk.Select(id => new WriteRequest(new PutRequest(new() { ["id"] = new(id), ["kind"] = new(id.EndsWith('7') ? "odd" : "even") })))],
            }));
        }
    }

    public async Task<string> CreateQueueAsync(string name = "listener") => (await Sqs.CreateQueueAsync(new CreateQueueRequest(name)
    {
        Attributes = name.EndsWith(".fifo", StringComparison.Ordinal) ? new() { [QueueAttributeName.FifoQueue] = "true" } : [],
    })).QueueUrl;

    /// <summary>Makes a queue that a topic delivers to.</summary>
    public async Task<string> SubscribeAsync(SnsClient sns, string topicArn, string queueName, string filterPolicy)
    {
        var queue = await CreateQueueAsync(queueName);
        var arn = (await Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, [QueueAttributeName.QueueArn]))).QueueARN;
        await sns.SubscribeQueueAsync(topicArn, arn, new Dictionary<string, string> { ["RawMessageDelivery"] = "true", ["FilterPolicy"] = filterPolicy });
        return queue;
    }

    /// <summary>Takes everything out of a queue.</summary>
    public async Task<List<Message>> TakeAllAsync(string queueUrl)
    {
        var all = new List<Message>();
        while (true)
        {
            var received = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queueUrl)
            {
                MaxNumberOfMessages = 10,
                MessageAttributeNames = ["All"],
                MessageSystemAttributeNames = ["All"],
            })).Messages ?? [];
            if (received.Count == 0) return all;
            all.AddRange(received);
            foreach (var message in received) await Sqs.DeleteMessageAsync(queueUrl, message.ReceiptHandle);
        }
    }

    public static IReadOnlyList<CdcEnvelope<string>> Read(IEnumerable<Message> messages)
    {
        var reader = new CdcEnvelopeReader<string>(CdcKeyFormat.ForString("id"));
        return [.. messages.SelectMany(message => reader.ReadBody(message.Body))];
    }

    public CdcSnapshot Snapshot(CdcSnapshotOptions? options = null, ISnapshotProgressStore? store = null, ISnsPublisher? topic = null, IAmazonSQS? sqs = null) =>
        new(options ?? ToTopic, DynamoDb, sqs ?? Sqs, topic ?? Topic, store ?? Store, Log, Rush.Time);

    /// <summary>Runs a snapshot, with no wait longer than it must be.</summary>
    public Task<SnapshotProgress> RunAsync(CdcSnapshotOptions? options = null, IProgress<SnapshotProgress>? progress = null) =>
        Rush.UntilEndedAsync(Snapshot(options).RunAsync(progress));

    public static string DataOf(string id) => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{id}}"}""");

    public void Dispose()
    {
        DynamoDb.Dispose();
        Sqs.Dispose();
        Aws.Dispose();
    }
}
