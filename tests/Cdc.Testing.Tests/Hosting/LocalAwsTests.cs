using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Cdc.Publisher;
using Cdc.Worker;

namespace Cdc.Testing.Tests.Hosting;

public sealed class LocalAwsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(257)]
    public void Create_ShardsOutOfRange_Throws(int shards)
    {
        var create = () => new LocalAws(new LocalAwsOptions { ShardsPerStream = shards });

        create.Should().ThrowExactly<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678901")]
    [InlineData("1234567890123")]
    [InlineData("12345678901x")]
    public void Create_AccountOfOtherThanTwelveDigits_Throws(string account)
    {
        var create = () => new LocalAws(new LocalAwsOptions { AccountId = account });

        create.Should().ThrowExactly<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Create_WithoutFaults_Throws()
    {
        var create = () => new LocalAws(new LocalAwsOptions { Faults = null! });

        create.Should().ThrowExactly<ArgumentNullException>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    public async Task CreateTable_ShardsPerStream_HasThatMany(int shards)
    {
        using var aws = new LocalAws(new LocalAwsOptions { ShardsPerStream = shards });
        using var client = aws.CreateDynamoDbClient();
        using var streams = aws.CreateStreamsClient();
        var arn = (await OrdersTable.CreateAsync(client)).LatestStreamArn;

        var page = await streams.DescribeStreamAsync(arn);
        var count = page.Shards.Count;
        while (page.LastEvaluatedShardId is { } last)
        {
            page = await streams.DescribeStreamAsync(arn, exclusiveStartShardId: last);
            count += page.Shards.Count;
        }

        count.Should().Be(shards);
    }

    [Theory]
    [InlineData(null, null, 4)]
    [InlineData(1, 1, 1)]
    [InlineData(1_500, 500, 1)]
    [InlineData(1_500, 501, 2)]
    [InlineData(3_000, 3_000, 4)]
    [InlineData(1_000_000, 1_000_000, 256)]
    public async Task CreateTable_Capacity_DecidesTheShards(int? reads, int? writes, int shards)
    {
        using var aws = new LocalAws();
        using var client = aws.CreateDynamoDbClient();

        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = OrdersTable.Name,
            BillingMode = reads is null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED,
            ProvisionedThroughput = reads is null ? null : new ProvisionedThroughput(reads.Value, writes!.Value),
            AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY },
        });

        aws.Services.DynamoDb.Streams.Single().Shards.Should().HaveCount(shards);
    }

    [Fact]
    public void Create_WithoutClockOrRegion_Throws()
    {
        var withoutClock = () => new LocalAws(new LocalAwsOptions { TimeProvider = null! });
        var withoutRegion = () => new LocalAws(new LocalAwsOptions { Region = "" });

        withoutClock.Should().ThrowExactly<ArgumentNullException>();
        withoutRegion.Should().ThrowExactly<ArgumentException>();
    }

    [Fact]
    public async Task Configure_AnyClient_ReachesThisInstance()
    {
        using var aws = new LocalAws(new LocalAwsOptions { Region = "eu-central-1", AccountId = "123456789012" });
        using var dynamo = new AmazonDynamoDBClient(LocalAws.Credentials, aws.Configure(new AmazonDynamoDBConfig()));
        using var streams = new DynamoDbStreamsClient(LocalAws.Credentials, aws.Configure(new DynamoDbStreamsClientConfig()));
        using var sqs = new AmazonSQSClient(LocalAws.Credentials, aws.Configure(new AmazonSQSConfig()));
        using var sns = new SnsClient(LocalAws.Credentials, aws.Configure(new SnsClientConfig()));

        var table = await OrdersTable.CreateAsync(dynamo);
        var queueUrl = (await sqs.CreateQueueAsync("queue")).QueueUrl;

        table.TableArn.Should().Be("arn:aws:dynamodb:eu-central-1:123456789012:table/Orders");
        (await streams.ListStreamsAsync("Orders")).StreamArns.Should().Equal(table.LatestStreamArn);
        (await sqs.GetQueueAttributesAsync(queueUrl, ["QueueArn"])).QueueARN.Should().Be("arn:aws:sqs:eu-central-1:123456789012:queue");
        (await sns.CreateTopicAsync("topic")).Should().Be("arn:aws:sns:eu-central-1:123456789012:topic");
    }

    [Fact]
    public void Configure_Config_IsGivenBack()
    {
        using var aws = new LocalAws();
        var config = new AmazonSQSConfig();

        aws.Configure(config).Should().BeSameAs(config);
    }

    [Fact]
    public async Task Instances_OfTheSameNames_ShareNothing()
    {
        using var one = new LocalAws();
        using var other = new LocalAws();
        using var oneTables = one.CreateDynamoDbClient();
        using var otherTables = other.CreateDynamoDbClient();
        using var oneQueues = one.CreateSqsClient();
        using var otherQueues = other.CreateSqsClient();
        using var oneTopics = one.CreateSnsClient();
        using var otherStreams = other.CreateStreamsClient();

        await OrdersTable.CreateAsync(oneTables);
        await oneTables.PutItemAsync("Orders", OrdersTable.Key("1"));
        await oneQueues.CreateQueueAsync("queue");
        await oneTopics.CreateTopicAsync("topic");

        (await otherTables.ListTablesAsync()).TableNames.Should().BeNullOrEmpty();
        (await otherQueues.ListQueuesAsync("")).QueueUrls.Should().BeNullOrEmpty();
        (await otherStreams.ListStreamsAsync()).StreamArns.Should().BeEmpty();
        other.Services.Sns.Should().NotBeSameAs(one.Services.Sns);
        await OrdersTable.CreateAsync(otherTables);
        (await otherTables.GetItemAsync("Orders", OrdersTable.Key("1"))).Item.Should().BeNullOrEmpty();
        (await oneTables.GetItemAsync("Orders", OrdersTable.Key("1"))).Item.Should().HaveCount(1);
    }
}
