using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing;

namespace OrdersDemo;

/// <summary>The table, topic and queues of the demo in an emulator. The demo uses those that exist, and creates the others.</summary>
/// <param name="StreamArn">The table's stream.</param>
/// <param name="TopicArn">Where the function publishes.</param>
/// <param name="QueueUrl">What the listener reads.</param>
/// <param name="DeadLetterQueueUrl">Where messages go after the listener failed too often.</param>
internal sealed record DemoResources(string StreamArn, string TopicArn, string QueueUrl, string DeadLetterQueueUrl)
{
    public const string TableName = "Orders";

    public const string TopicName = "orders-changes";

    public const string QueueName = "orders-listener";

    private const string DeadLetterQueueName = "orders-listener-dead-letters";
    private const int MaxReceiveCount = 5;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>The settings that give the parts these names, and retries so quick that one can watch them.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Orders:TableName"] = TableName,
        ["Cdc:QueueUrl"] = QueueUrl,
        // A name in the environment is that of another queue.
        ["Cdc:QueueName"] = null,
        ["Cdc:RetryDelay"] = "00:00:01",
        ["Cdc:MaxRetryDelay"] = "00:00:04",
    };

    public static async Task<DemoResources> CreateAsync(AwsPlace place, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await CreateAllAsync(place, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new DemoException($"{place.Url} did not make the table, topic and queues within {_patience.TotalSeconds} seconds.");
        }
    }

    private static async Task<DemoResources> CreateAllAsync(AwsPlace place, CancellationToken cancellationToken)
    {
        using var dynamoDb = place.CreateDynamoDbClient();
        using var sqs = place.CreateSqsClient();
        using var sns = place.CreateSnsClient();

        var streamArn = await CreateTableAsync(dynamoDb, cancellationToken);
        var topicArn = await sns.CreateTopicAsync(TopicName, cancellationToken: cancellationToken);
        var (queueUrl, queueArn, deadLetterQueueUrl) = await CreateQueuesAsync(sqs, topicArn, cancellationToken);
        await sns.SubscribeQueueAsync(topicArn, queueArn, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" }, cancellationToken);
        return new DemoResources(streamArn, topicArn, queueUrl, deadLetterQueueUrl);
    }

    private static async Task<string> CreateTableAsync(AmazonDynamoDBClient dynamoDb, CancellationToken cancellationToken)
    {
        try
        {
            await dynamoDb.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = TableName,
                    KeySchema = [new("orderId", KeyType.HASH)],
                    AttributeDefinitions = [new("orderId", ScalarAttributeType.S)],
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                    // Envelopes need the keys alone. The images carry the trace, and the page shows them as what does not go out.
                    StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
                },
                cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // It is there from an earlier run.
        }

        while (true)
        {
            var table = (await dynamoDb.DescribeTableAsync(TableName, cancellationToken)).Table;
            if (table.TableStatus == TableStatus.ACTIVE)
            {
                return table.LatestStreamArn
                    ?? throw new DemoException($"The table {TableName} is there already, but has no stream. Delete it, or enable its stream.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<(string Url, string Arn, string DeadLetterUrl)> CreateQueuesAsync(AmazonSQSClient sqs, string topicArn, CancellationToken cancellationToken)
    {
        var (deadLetterUrl, deadLetterArn) = await CreateQueueAsync(sqs, DeadLetterQueueName, cancellationToken);
        var (url, arn) = await CreateQueueAsync(sqs, QueueName, cancellationToken);
        var redrive = new JsonObject { ["deadLetterTargetArn"] = deadLetterArn, ["maxReceiveCount"] = MaxReceiveCount.ToString(CultureInfo.InvariantCulture) };
        var policy = new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(new JsonObject
            {
                ["Effect"] = "Allow",
                ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
                ["Action"] = "sqs:SendMessage",
                ["Resource"] = arn,
                ["Condition"] = new JsonObject { ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = topicArn } },
            }),
        };
        await sqs.SetQueueAttributesAsync(
            url,
            new Dictionary<string, string> { ["RedrivePolicy"] = redrive.ToJsonString(), ["Policy"] = policy.ToJsonString() },
            cancellationToken);
        return (url, arn, deadLetterUrl);
    }

    private static async Task<(string Url, string Arn)> CreateQueueAsync(AmazonSQSClient sqs, string name, CancellationToken cancellationToken)
    {
        var url = (await sqs.CreateQueueAsync(name, cancellationToken)).QueueUrl;
        var attributes = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = [QueueAttributeName.QueueArn] }, cancellationToken);
        return (url, attributes.QueueARN);
    }
}
