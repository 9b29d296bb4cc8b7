using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cdc.EndToEnd.Tests;

/// <summary>What loading items and keeping marks promise on any DynamoDB.</summary>
public abstract class ItemConsumerContract(AwsBackend backend) : BackendTest(backend)
{
    [SkippableFact]
    public async Task Changes_ThatComeTwice_AreHandledOnce_EachWithItsItem()
    {
        using var dynamoDb = Backend.CreateDynamoDbClient();
        using var sqs = Backend.CreateSqsClient();
        var queueUrl = (await sqs.CreateQueueAsync($"items-{Guid.NewGuid():N}")).QueueUrl;
        var table = await Table.CreateAsync(dynamoDb, ("orderId", ScalarAttributeType.S), ("line", ScalarAttributeType.N));
        for (var line = 0; line < 30; line += 3)
            await table.PutAsync(new() { ["orderId"] = new("o-1"), ["line"] = new() { N = $"{line}" } }, $"status {line}");

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var seen = new Seen();
        builder.Services.AddSingleton<IAmazonSQS>(sqs).AddSingleton<IAmazonDynamoDB>(dynamoDb).AddSingleton(seen);
        builder.Services.AddDynamoDbHighWaterMarks(options => (options.ServiceName, options.TableName, options.CreateIfMissing) = ("test", table.Name + "-marks", true));
        builder.Services.AddCdcConsumer<LineKey>("lines").Configure(options => (options.QueueUrl, options.WaitTime) = (queueUrl, TimeSpan.FromSeconds(1)))
            .WithKeys(KeysJson.Default.LineKey)
            .LoadItems(table.Name, attributes => attributes["status"].S)
            .Handle<LineHandler>();
        using var host = builder.Build();
        await host.StartAsync();
        for (var delivery = 1; delivery <= 2; delivery++)
        {
            foreach (var batch in Enumerable.Range(0, 30).Chunk(10))
            {
                await sqs.SendMessageBatchAsync(queueUrl, [.. batch.Select(line => new SendMessageBatchRequestEntry($"m{line}", Body(table, line)))]);
            }

            await sqs.UntilEmptyAsync(queueUrl);
        }

        await host.StopAsync();

        seen.Changes.Select(change => (change.Key.Line, change.Item)).Should()
            .BeEquivalentTo(Enumerable.Range(0, 30).Select(line => ((long)line, line % 3 == 0 ? $"status {line}" : null)));
    }

    [SkippableFact]
    public async Task Marks_OfOneItem_ByTwoProcessesAtOnce_EndAtTheNewest()
    {
        using var dynamoDb = Backend.CreateDynamoDbClient();
        var options = new DynamoDbHighWaterMarkOptions { ServiceName = "test", TableName = $"marks-{Guid.NewGuid():N}", CreateIfMissing = true };
        DynamoDbHighWaterMarkStore[] processes = [new(dynamoDb, options), new(dynamoDb, options)];
        var key = new HighWaterMarkKey { Consumer = "c", Source = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders", Key = "\"o-1\"" };

        await Task.WhenAll(((int[])[3, 9, 10, 1, 8, 2]).Select((number, index) =>
            processes[index % 2].AdvanceAsync(key, SequenceNumber.Parse($"{number}"), CancellationToken.None).AsTask()));

        (await processes[0].ReadAsync(key, CancellationToken.None)).Should().Be(SequenceNumber.Parse("10"));
        (await dynamoDb.DescribeTimeToLiveAsync(options.TableName)).TimeToLiveDescription.AttributeName.Should().Be("expiresAt");
    }

    private static string Body(Table table, int line) => new CdcEnvelopeWriter<LineKey>(CdcKeyFormat.ForRecord(KeysJson.Default.LineKey)).Write(new()
    {
        Id = $"c-{line}",
        Source = $"arn:aws:dynamodb:us-east-1:000000000000:table/{table.Name}",
        Type = "orders.modify",
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse($"{line + 1}"),
        Key = new LineKey("o-1", line),
    });

    internal sealed class Seen
    {
        public ConcurrentQueue<CdcContext<LineKey, string>> Changes { get; } = new();
    }

    internal sealed class LineHandler(Seen seen) : ICdcHandler<LineKey, string>
    {
        public Task HandleAsync(CdcContext<LineKey, string> context, CancellationToken cancellationToken)
        {
            seen.Changes.Enqueue(context);
            return Task.CompletedTask;
        }
    }
}

public sealed class InProcessItemConsumerTests() : ItemConsumerContract(new InProcessBackend());

public sealed class MotoItemConsumerTests() : ItemConsumerContract(new MotoBackend());
