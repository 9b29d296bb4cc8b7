using System.Text.Json.Nodes;
using Amazon.SQS;

namespace Cdc.Testing.Tests.EventSource.Streams;

/// <summary>Where a mapping tells of what it gave up, on LocalAws.</summary>
public sealed class DestinationTests : IDisposable
{
    private readonly LocalAws _aws = new();
    private readonly AmazonSQSClient _sqs;

    public DestinationTests() => _sqs = _aws.CreateSqsClient();

    public void Dispose()
    {
        _sqs.Dispose();
        _aws.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mapping_GivesUp_TellsQueueOrTopicAndGoesOn(bool isQueue)
    {
        using var table = await MappedTable.CreateAsync();
        using var sns = _aws.CreateSnsClient();
        var queueUrl = (await _sqs.CreateQueueAsync("failures")).QueueUrl;
        var queueArn = (await _sqs.GetQueueAttributesAsync(queueUrl, ["QueueArn"])).QueueARN;
        var topicArn = await sns.CreateTopicAsync("failures");
        await sns.SubscribeQueueAsync(topicArn, queueArn, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" });
        await table.PutAsync("bad");
        table.Function.Answer = (_, batch) => batch[0].Name == "bad" ? throw new InvalidOperationException("test") : Task.FromResult("");

        await using var mapping = table.Start(new()
        {
            BatchSize = 1,
            MaximumRetryAttempts = 1,
            OnFailure = isQueue
                ? LocalEventSourceMappingDestination.ToQueue(_sqs, queueArn)
                : LocalEventSourceMappingDestination.ToTopic(sns, topicArn),
            FunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:orders",
            PollingInterval = TimeSpan.FromMilliseconds(5),
            RetryDelay = TimeSpan.FromMilliseconds(1),
        });

        await table.PutAsync("good");
        await table.Function.InvokedWithAsync("good");
        var message = (await _sqs.ReceiveMessageAsync(queueUrl)).Messages.Single();
        var document = JsonNode.Parse(message.Body)!;
        var batch = document["DDBStreamBatchInfo"]!;
        var bad = table.Function.Delivered[0].SequenceNumber;
        table.Function.Batches.Should().Equal("bad", "bad", "good");
        document["requestContext"]!["functionArn"]!.GetValue<string>().Should().Be("arn:aws:lambda:us-east-1:000000000000:function:orders");
        batch["startSequenceNumber"]!.GetValue<string>().Should().Be(bad);
        batch["endSequenceNumber"]!.GetValue<string>().Should().Be(bad);
        batch["batchSize"]!.GetValue<int>().Should().Be(1);
        batch["streamArn"]!.GetValue<string>().Should().Be(table.StreamArn);
        batch["shardId"]!.GetValue<string>().Should().Be((await table.Streams.DescribeStreamAsync(table.StreamArn)).Shards.Single().ShardId);
    }

    [Theory]
    [InlineData("failures")]
    [InlineData("arn:aws:sns:us-east-1:000000000000:failures")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:failures.fifo")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:failures:more")]
    public void ToQueue_NoArnOfAStandardQueue_Throws(string arn)
    {
        var create = () => LocalEventSourceMappingDestination.ToQueue(_sqs, arn);

        create.Should().ThrowExactly<ArgumentException>().Which.Message.Should().Contain($"'{arn}' is not arn:aws:sqs:");
    }

    [Fact]
    public void ToTopic_FifoTopic_Throws()
    {
        using var sns = _aws.CreateSnsClient();
        var create = () => LocalEventSourceMappingDestination.ToTopic(sns, "arn:aws:sns:us-east-1:000000000000:failures.fifo");

        create.Should().ThrowExactly<ArgumentException>();
    }
}
