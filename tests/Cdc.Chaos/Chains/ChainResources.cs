using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Chaos.Consuming;
using Cdc.Publisher;
using Cdc.Testing;

namespace Cdc.Chaos.Chains;

/// <summary>What a template would set up: the table, the topic and the queues of a chain.</summary>
internal sealed record ChainResources(string StreamArn, string TopicArn, string QueueUrl, string DeadLetterQueueUrl, string GivenUpUrl, string GivenUpArn)
{
    public const string Table = "Orders";

    /// <summary>The most that SQS takes: no message must end in the dead-letter queue because it came too often.</summary>
    private const int MaxReceiveCount = 1000;

    public static async Task<ChainResources> CreateAsync(
        IAmazonDynamoDB dynamoDb, IAmazonSQS sqs, SnsClient sns, bool isFifo, TimeSpan visibility)
    {
        var suffix = isFifo ? ".fifo" : "";
        var table = await CreateTableAsync(dynamoDb, Table, streams: true);
        await CreateTableAsync(dynamoDb, ConsumerProgram.MarksTable, streams: false);
        var topicArn = await sns.CreateTopicAsync("changes" + suffix, isFifo ? new Dictionary<string, string> { ["FifoTopic"] = "true" } : null);
        var (deadUrl, deadArn) = await CreateQueueAsync(sqs, "dead" + suffix, []);
        var (url, arn) = await CreateQueueAsync(sqs, "orders" + suffix, new()
        {
            ["VisibilityTimeout"] = visibility.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{deadArn}}","maxReceiveCount":{{MaxReceiveCount}}}""",
        });

        // One chain has raw delivery, the other wrapped messages.
        await sns.SubscribeQueueAsync(topicArn, arn, new Dictionary<string, string> { ["RawMessageDelivery"] = isFifo ? "true" : "false" });
        var (givenUpUrl, givenUpArn) = await CreateQueueAsync(sqs, "given-up", []);
        return new(table.LatestStreamArn, topicArn, url, deadUrl, givenUpUrl, givenUpArn);
    }

    private static async Task<TableDescription> CreateTableAsync(IAmazonDynamoDB dynamoDb, string name, bool streams) =>
        (await dynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            KeySchema = [new("id", KeyType.HASH)],
            AttributeDefinitions = [new("id", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = streams ? new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES } : null,
        })).TableDescription;

    private static async Task<(string Url, string Arn)> CreateQueueAsync(IAmazonSQS sqs, string name, Dictionary<string, string> attributes)
    {
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            attributes = new(attributes) { ["FifoQueue"] = "true", ["DeduplicationScope"] = "messageGroup", ["FifoThroughputLimit"] = "perMessageGroupId" };
        }

        var url = (await sqs.CreateQueueAsync(new CreateQueueRequest(name) { Attributes = attributes })).QueueUrl;
        return (url, (await sqs.GetQueueAttributesAsync(url, ["QueueArn"])).QueueARN);
    }
}
