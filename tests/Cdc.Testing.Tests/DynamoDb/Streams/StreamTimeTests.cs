using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Cdc.Worker;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.DynamoDb.Streams;

/// <summary>What time does to a stream and to its table.</summary>
public sealed class StreamTimeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, 750, TimeSpan.Zero));
    private readonly LocalAws _aws;
    private readonly AmazonDynamoDBClient _client;
    private readonly DynamoDbStreamsClient _streams;

    public StreamTimeTests()
    {
        _aws = new LocalAws(new LocalAwsOptions { TimeProvider = _time, ShardsPerStream = 1 });
        _client = _aws.CreateDynamoDbClient();
        _streams = _aws.CreateStreamsClient();
    }

    public void Dispose()
    {
        _streams.Dispose();
        _client.Dispose();
        _aws.Dispose();
    }

    [Fact]
    public async Task Record_CreationTime_IsInWholeSeconds()
    {
        var (arn, shard) = await CreateAsync();
        await PutAsync("1");

        var record = (await _streams.GetRecordsAsync(await HorizonAsync(arn, shard))).Records.Single();

        JsonDocument.Parse(record.Json).RootElement.GetProperty("dynamodb").GetProperty("ApproximateCreationDateTime").GetRawText()
            .Should().Be("1795341600");
    }

    [Fact]
    public async Task GetRecords_IteratorOf15Minutes_IsStillGood()
    {
        var (arn, shard) = await CreateAsync();
        var iterator = await HorizonAsync(arn, shard);

        _time.Advance(TimeSpan.FromMinutes(15));

        (await _streams.GetRecordsAsync(iterator)).Records.Should().BeEmpty();
    }

    [Fact]
    public async Task GetRecords_OlderIterator_IsExpired()
    {
        var (arn, shard) = await CreateAsync();
        var iterator = await HorizonAsync(arn, shard);

        _time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromMilliseconds(1));

        await ShouldFailAsync(() => _streams.GetRecordsAsync(iterator), "ExpiredIteratorException");
    }

    [Fact]
    public async Task Records_After24Hours_AreTrimmed()
    {
        var (arn, shard) = await CreateAsync();
        await PutAsync("1");
        var oldest = (await _streams.GetRecordsAsync(await HorizonAsync(arn, shard))).Records.Single().SequenceNumber;
        _time.Advance(TimeSpan.FromHours(24));
        await PutAsync("2");
        (await _streams.GetRecordsAsync(await HorizonAsync(arn, shard))).Records.Should().HaveCount(2);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await _streams.GetRecordsAsync(await HorizonAsync(arn, shard))).Records.Should().ContainSingle()
            .Which.SequenceNumber.Should().NotBe(oldest);
        await ShouldFailAsync(
            () => _streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.AtSequenceNumber, oldest), "TrimmedDataAccessException");
    }

    [Fact]
    public async Task Records_TrimmedOneByOne_LeaveTheRestReadable()
    {
        var (arn, shard) = await CreateAsync();
        var numbers = new List<string>();
        for (var number = 0; number < 10; number++)
        {
            await PutAsync($"{number}");
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10));
        for (var left = 10; left > 0; left--)
        {
            var records = (await _streams.GetRecordsAsync(await HorizonAsync(arn, shard))).Records;
            records.Should().HaveCount(left);
            if (numbers.Count == 0) numbers.AddRange(records.Select(record => record.SequenceNumber));
            records.Select(record => record.SequenceNumber).Should().Equal(numbers.TakeLast(left));
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task GetRecords_RecordTrimmedBehindTheIterator_SaysSo()
    {
        var (arn, shard) = await CreateAsync();
        await PutAsync("1");
        _time.Advance(TimeSpan.FromHours(24));
        var iterator = await HorizonAsync(arn, shard);

        _time.Advance(TimeSpan.FromMinutes(1));

        await ShouldFailAsync(() => _streams.GetRecordsAsync(iterator), "TrimmedDataAccessException");
    }

    [Fact]
    public async Task ExpireItems_PastTheirTime_DeletesThemAsTheService()
    {
        var (arn, shard) = await CreateAsync();
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        await PutAsync("past", new AttributeValue { N = $"{now - 1}" });
        await PutAsync("fraction", new AttributeValue { N = $"{now - 2}.9" });
        await PutAsync("future", new AttributeValue { N = $"{now + 60}" });
        await PutAsync("text", new AttributeValue($"{now - 1}"));
        await PutAsync("ancient", new AttributeValue { N = $"{now - (6L * 365 * 24 * 3600)}" });
        await PutAsync("none");
        _aws.Services.DynamoDb.ExpireItems().Should().Be(0, "time to live is off");
        await _client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
        {
            TableName = "Orders",
            TimeToLiveSpecification = new() { AttributeName = "expires", Enabled = true },
        });
        var latest = await _streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.Latest);

        _aws.Services.DynamoDb.ExpireItems().Should().Be(2);

        var left = (await _client.ScanAsync(new ScanRequest("Orders"))).Items.Select(item => item["pk"].S);
        left.Should().BeEquivalentTo("future", "text", "ancient", "none");
        var records = (await _streams.GetRecordsAsync(latest)).Records.Select(record => JsonDocument.Parse(record.Json).RootElement).ToList();
        records.Should().HaveCount(2);
        records.Should().OnlyContain(record => record.GetProperty("eventName").GetString() == "REMOVE");
        records.Select(record => record.GetProperty("userIdentity").GetRawText())
            .Should().AllBe("""{"Type":"Service","PrincipalId":"dynamodb.amazonaws.com"}""");
    }

    [Fact]
    public async Task Stream_SwitchedOff_IsForgottenAfter24Hours()
    {
        var (arn, _) = await CreateAsync();
        await PutAsync("1");
        await _client.UpdateTableAsync(new UpdateTableRequest { TableName = "Orders", StreamSpecification = new() { StreamEnabled = false } });
        _time.Advance(TimeSpan.FromHours(24));
        (await _streams.DescribeStreamAsync(arn)).Shards.Should().ContainSingle();

        _time.Advance(TimeSpan.FromMilliseconds(1));

        await ShouldFailAsync(() => _streams.DescribeStreamAsync(arn), "ResourceNotFoundException");
        (await _client.DescribeTableAsync("Orders")).Table.LatestStreamArn.Should().BeNull();
    }

    [Fact]
    public async Task Shard_Closed_IsForgottenAfter24Hours()
    {
        var (arn, shard) = await CreateAsync();
        _aws.SplitShards("Orders");
        _time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMilliseconds(1));

        var shards = (await _streams.DescribeStreamAsync(arn)).Shards;

        shards.Should().HaveCount(2).And.OnlyContain(child => child.ParentShardId == shard);
    }

    [Fact]
    public async Task SplitShards_TableWithoutStream_Throws()
    {
        await CreateAsync();
        await _client.UpdateTableAsync(new UpdateTableRequest { TableName = "Orders", StreamSpecification = new() { StreamEnabled = false } });

        _aws.Invoking(aws => aws.SplitShards("Orders")).Should().ThrowExactly<ArgumentException>();
        _aws.Invoking(aws => aws.SplitShards("Nowhere")).Should().ThrowExactly<ArgumentException>();
    }

    [Fact]
    public async Task TransactWrite_TokenOfTenMinutesAgo_WritesAgain()
    {
        await CreateAsync();
        var request = new TransactWriteItemsRequest
        {
            ClientRequestToken = "token",
            TransactItems =
            [
                new()
                {
                    Update = new()
                    {
                        TableName = "Orders",
                        Key = new() { ["pk"] = new("1") },
                        UpdateExpression = "ADD n :one",
                        ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
                    },
                },
            ],
        };
        await _client.TransactWriteItemsAsync(request);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        await _client.TransactWriteItemsAsync(request);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _client.TransactWriteItemsAsync(request);

        (await _client.GetItemAsync("Orders", new() { ["pk"] = new("1") })).Item["n"].N.Should().Be("2");
    }

    private static async Task ShouldFailAsync(Func<Task> call, string code) =>
        (await call.Should().ThrowExactlyAsync<AmazonServiceException>()).Which.ErrorCode.Should().Be(code);

    private async Task<(string Arn, string Shard)> CreateAsync()
    {
        var arn = (await OrdersTable.CreateAsync(_client)).LatestStreamArn;
        return (arn, (await _streams.DescribeStreamAsync(arn)).Shards.Single().ShardId);
    }

    private Task<string> HorizonAsync(string arn, string shard) =>
        _streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.TrimHorizon);

    private Task<PutItemResponse> PutAsync(string pk, AttributeValue? expires = null)
    {
        var item = new Dictionary<string, AttributeValue> { ["pk"] = new(pk) };
        if (expires is not null) item["expires"] = expires;
        return _client.PutItemAsync("Orders", item);
    }
}
