using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Tests.Running;

/// <summary>A consumer that begins with an empty queue has the table in the end, while writers go on.</summary>
public sealed class ConsumerTests
{
    private const string Table = "Orders";
    private const int Items = 300;

    [Fact]
    public async Task NewConsumer_FilledWhileWritersGoOn_EndsEqualToTheTable()
    {
        using var aws = new LocalAws();
        using var dynamoDb = aws.CreateDynamoDbClient();
        using var sqs = aws.CreateSqsClient();
        using var sns = aws.CreateSnsClient();
        using var streams = aws.CreateStreamsClient();
        await dynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = Table,
            KeySchema = [new("id", KeyType.HASH)],
            AttributeDefinitions = [new("id", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        });
        for (var number = 0; number < Items; number++) await PutAsync(dynamoDb, $"o-{number}", 0);
        // What was there before the stream, only the snapshot can tell of.
        await dynamoDb.UpdateTableAsync(new UpdateTableRequest { TableName = Table, StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY } });
        var topic = await sns.CreateTopicAsync("changes");
        var queue = (await sqs.CreateQueueAsync("listener")).QueueUrl;
        var arn = (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, [QueueAttributeName.QueueArn]))).QueueARN;
        await sns.SubscribeQueueAsync(topic, arn, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" });

        var handled = new Signal();
        var replica = new ConcurrentDictionary<string, string>();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IAmazonDynamoDB>(dynamoDb).AddSingleton<IAmazonSQS>(sqs).AddSingleton<ISnsPublisher>(sns).AddSingleton(streams);
        builder.Services.AddCdcStreamWorker(options => (options.TableName, options.TopicArn, options.CreateIfMissing, options.PollingInterval) =
            (Table, topic, true, TimeSpan.FromSeconds(0.2)));
        builder.Services.AddCdcConsumer<string>("listener").Configure(options => (options.QueueUrl, options.WaitTime) = (queue, TimeSpan.FromSeconds(1)))
            .Handle(async (context, cancellationToken) =>
            {
                var item = (await dynamoDb.GetItemAsync(new GetItemRequest(Table, KeyOf(context.Key)) { ConsistentRead = true }, cancellationToken)).Item;
                if (item is { Count: > 0 }) replica[context.Key] = item["version"].N;
                else replica.TryRemove(context.Key, out _);
                handled.Raise();
            });
        builder.Services.AddCdcSnapshot(options =>
        {
            (options.SnapshotId, options.TableName, options.QueueUrl, options.ProgressTableName, options.CreateIfMissing) = ("listener-1", Table, queue, "snapshots", true);
            (options.PageSize, options.MaxChangesPerMessage) = (20, 10);
        });
        using var host = builder.Build();
        await host.StartAsync();
        var writing = Task.Run(() => WriteAsync(dynamoDb));
        var progress = await host.Services.GetRequiredService<CdcSnapshot>().RunAsync();
        await writing;

        progress.Status.Should().Be(SnapshotStatus.Completed);
        var table = (await dynamoDb.ScanAsync(new ScanRequest(Table) { ConsistentRead = true })).Items;
        await handled.UntilAsync(() => table.Count == replica.Count && table.All(item => replica.GetValueOrDefault(item["id"].S) == item["version"].N));
        replica.Count.Should().BeGreaterThan(Items / 2);
        await host.StopAsync();
    }

    private static async Task WriteAsync(AmazonDynamoDBClient dynamoDb)
    {
        var random = new Random(1);
        for (var version = 1; version <= 200; version++)
        {
            var id = $"o-{random.Next(Items + 50)}";
            if (random.Next(4) == 0) await dynamoDb.DeleteItemAsync(Table, KeyOf(id));
            else await PutAsync(dynamoDb, id, version);
        }
    }

    private static Task<PutItemResponse> PutAsync(AmazonDynamoDBClient dynamoDb, string id, int version) =>
        dynamoDb.PutItemAsync(Table, new() { ["id"] = new(id), ["version"] = new() { N = $"{version}" } });

    private static Dictionary<string, AttributeValue> KeyOf(string id) => new() { ["id"] = new(id) };
}
