using Amazon.Runtime;
using Cdc.Worker;

namespace Cdc.Testing.Tests.Faults;

/// <summary>What happens to who reads a stream.</summary>
public abstract class StreamFaultContract(Func<LocalAwsOptions, AwsBackend> create) : FaultTest(create)
{
    [Fact]
    public async Task ExpiredIterator_GetRecords_IsRefusedOnce()
    {
        var arn = await CreateTableAsync();
        await DynamoDb.PutItemAsync("Orders", Item("1"));
        var shard = (await Streams.DescribeStreamAsync(arn)).Shards.Single();
        var iterator = await Streams.GetShardIteratorAsync(arn, shard.ShardId, DynamoDbShardIteratorType.TrimHorizon);
        Faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.ExpiredIterator, count: 1);

        var error = await Streams.Awaiting(streams => streams.GetRecordsAsync(iterator)).Should().ThrowExactlyAsync<AmazonServiceException>();

        error.Which.ErrorCode.Should().Be("ExpiredIteratorException");
        (await Streams.GetRecordsAsync(iterator)).Records.Should().ContainSingle();
    }

    [Fact]
    public async Task ShardSplit_InMidRead_ClosesTheShardAndTwoContinueIt()
    {
        var arn = await CreateTableAsync();
        for (var number = 0; number < 4; number++) await DynamoDb.PutItemAsync("Orders", Item($"{number}"));
        var parent = (await Streams.DescribeStreamAsync(arn)).Shards.Single();
        var iterator = await Streams.GetShardIteratorAsync(arn, parent.ShardId, DynamoDbShardIteratorType.TrimHorizon);
        var first = await Streams.GetRecordsAsync(iterator, limit: 2);
        Faults.Add(AwsService.DynamoDbStreams, null, AwsFault.ShardSplit, count: 1);

        var second = await Streams.GetRecordsAsync(first.NextShardIterator!, limit: 1);
        for (var number = 0; number < 20; number++) await DynamoDb.PutItemAsync("Orders", Item($"later {number}"));
        var third = await Streams.GetRecordsAsync(second.NextShardIterator!);

        first.Records.Concat(second.Records).Concat(third.Records).Should().HaveCount(4);
        third.NextShardIterator.Should().BeNull();
        Faults.InjectedOf(AwsFaultKind.ShardSplit).Should().Be(1);
        var shards = (await Streams.DescribeStreamAsync(arn)).Shards;
        shards.Should().HaveCount(3);
        shards[0].EndingSequenceNumber.Should().NotBeNull();
        shards.Skip(1).Should().OnlyContain(child => child.ParentShardId == parent.ShardId && child.EndingSequenceNumber == null);
        List<int> counts = [];
        foreach (var child in shards.Skip(1))
        {
            var start = await Streams.GetShardIteratorAsync(arn, child.ShardId, DynamoDbShardIteratorType.TrimHorizon);
            counts.Add((await Streams.GetRecordsAsync(start)).Records.Count);
        }

        counts.Sum().Should().Be(20);
        counts.Should().OnlyContain(count => count > 0);
    }
}

public sealed class InProcessStreamFaultTests() : StreamFaultContract(options => new InProcessBackend(options));

public sealed class HttpStreamFaultTests() : StreamFaultContract(options => new HttpBackend(options));
