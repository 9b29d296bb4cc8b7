using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>Fills something through the SDK's clients and empties it again, or reads it all.</summary>
internal static class ScaleWorks
{
    private const string Table = "Orders";
    private const int MessageBatch = 10;
    private const int ItemBatch = 25;
    private const int Group = 100;
    private const string Body = """{"specversion":"1.0","type":"orders.insert","data":{"orderId":"o-1"}}""";

    /// <summary>Sends all of the messages, then receives and deletes them.</summary>
    public static async Task QueueAsync(LocalAws aws, int count)
    {
        using var client = aws.CreateSqsClient();
        var url = (await client.CreateQueueAsync("orders")).QueueUrl;
        await SendAsync(client, url, count, isFifo: false);
        await DrainAsync(client, url, count);
    }

    /// <summary>The same in groups of a hundred.</summary>
    public static async Task FifoQueueAsync(LocalAws aws, int count)
    {
        using var client = aws.CreateSqsClient();
        var url = (await client.CreateQueueAsync(new CreateQueueRequest("orders.fifo") { Attributes = new() { ["FifoQueue"] = "true" } })).QueueUrl;
        await SendAsync(client, url, count, isFifo: true);
        await DrainAsync(client, url, count);
    }

    /// <summary>Gives all of the messages up into a dead-letter queue that holds as many newer ones.</summary>
    public static async Task RedriveAsync(LocalAws aws, int count)
    {
        using var client = aws.CreateSqsClient();
        var dead = (await client.CreateQueueAsync("dead")).QueueUrl;
        var arn = (await client.GetQueueAttributesAsync(dead, ["QueueArn"])).QueueARN;
        var policy = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":1}""";
        var url = (await client.CreateQueueAsync(new CreateQueueRequest("orders") { Attributes = new() { ["RedrivePolicy"] = policy } })).QueueUrl;
        await SendAsync(client, url, count, isFifo: false);
        for (var received = 0; received < count;) received += (await ReceiveAsync(client, url)).Count;
        await SendAsync(client, dead, count, isFifo: false);
        aws.MoveClock(TimeSpan.FromMinutes(6));
        await ReceiveAsync(client, url);
        var held = (await client.GetQueueAttributesAsync(dead, ["ApproximateNumberOfMessages"])).ApproximateNumberOfMessages;
        Require(held, 2 * count);
    }

    /// <summary>Puts all of the items under one partition key, then reads them page by page.</summary>
    public static async Task PartitionAsync(LocalAws aws, int count)
    {
        using var client = aws.CreateDynamoDbClient();
        await CreateTableAsync(client, streamViewType: null);
        await PutAsync(client, count, line => line);
        var query = new QueryRequest(Table)
        {
            KeyConditionExpression = "orderId = :id",
            ExpressionAttributeValues = new() { [":id"] = new("o-1") },
            Select = Select.COUNT,
        };
        var read = 0;
        do
        {
            var page = await client.QueryAsync(query);
            read += page.Count ?? 0;
            query.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (query.ExclusiveStartKey is { Count: > 0 });
        Require(read, count);
    }

    /// <summary>Changes a hundred items as often, then reads all records.</summary>
    public static async Task StreamAsync(LocalAws aws, int count)
    {
        using var client = aws.CreateDynamoDbClient();
        await CreateTableAsync(client, StreamViewType.NEW_AND_OLD_IMAGES);
        await PutAsync(client, count, number => number % Group);
        var stream = aws.Services.DynamoDb.Streams.Single();
        var (iterator, read) = (stream.IteratorAt(stream.Shards[0].Id, "TRIM_HORIZON", sequenceNumber: null), 0);
        while (read < count)
        {
            var (records, next) = stream.Read(iterator, limit: 1_000);
            if (records.Count == 0) break;
            read += records.Count;
            iterator = next!;
        }

        Require(read, count);
    }

    private static async Task SendAsync(AmazonSQSClient client, string url, int count, bool isFifo)
    {
        for (var first = 0; first < count; first += MessageBatch)
        {
            await client.SendMessageBatchAsync(url, [.. Enumerable.Range(first, MessageBatch).Select(number => new SendMessageBatchRequestEntry(Text(number), Body)
            {
                MessageGroupId = isFifo ? Text(number / Group) : null,
                MessageDeduplicationId = isFifo ? Text(number) : null,
            })]);
        }
    }

    private static async Task DrainAsync(AmazonSQSClient client, string url, int count)
    {
        for (var drained = 0; drained < count;)
        {
            var messages = await ReceiveAsync(client, url);
            await client.DeleteMessageBatchAsync(url, [.. messages.Select(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle))]);
            drained += messages.Count;
        }
    }

    private static async Task<List<Message>> ReceiveAsync(AmazonSQSClient client, string url) => (await client.ReceiveMessageAsync(
        new ReceiveMessageRequest(url) { MaxNumberOfMessages = MessageBatch, VisibilityTimeout = 300 })).Messages ?? [];

    private static Task<CreateTableResponse> CreateTableAsync(AmazonDynamoDBClient client, StreamViewType? streamViewType) => client.CreateTableAsync(new CreateTableRequest
    {
        TableName = Table,
        KeySchema = [new("orderId", KeyType.HASH), new("line", KeyType.RANGE)],
        AttributeDefinitions = [new("orderId", ScalarAttributeType.S), new("line", ScalarAttributeType.N)],
        BillingMode = BillingMode.PAY_PER_REQUEST,
        StreamSpecification = streamViewType is null ? null : new() { StreamEnabled = true, StreamViewType = streamViewType },
    });

    private static async Task PutAsync(AmazonDynamoDBClient client, int count, Func<int, int> lineOf)
    {
        for (var first = 0; first < count; first += ItemBatch)
        {
            await client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>>
            {
                [Table] = [.. Enumerable.Range(first, ItemBatch).Select(number => new WriteRequest(new PutRequest(new Dictionary<string, AttributeValue>
                {
                    ["orderId"] = new("o-1"),
                    ["line"] = new() { N = Text(lineOf(number)) },
                    ["version"] = new() { N = Text(number) },
                })))],
            });
        }
    }

    private static void Require(int? found, int expected)
    {
        if (found != expected) throw new InvalidOperationException($"There are {found}, not {expected}.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
