using System.Numerics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb.Streams;

/// <summary>How streams and shards begin and end.</summary>
public abstract class StreamLifeContract(AwsBackend backend) : StreamsTest(backend)
{
    [ContractFact]
    public async Task SplitShards_OfATable_ClosesEachAndTwoContinueIt()
    {
        var arn = await CreateStreamAsync("NEW_IMAGE");
        for (var number = 0; number < 20; number++) await Client.PutItemAsync("Orders", Item($"{number}", ("a", S("0"))));

        Backend.Aws.SplitShards("Orders").Should().Be(4);
        for (var number = 0; number < 20; number++) await Client.PutItemAsync("Orders", Item($"{number}", ("a", S("1"))));

        var shards = (await Streams.DescribeStreamAsync(arn)).Shards;
        var (parents, children) = (shards.Take(4).ToList(), shards.Skip(4).ToList());
        parents.Should().OnlyContain(shard => shard.ParentShardId == null && shard.EndingSequenceNumber != null);
        children.Should().HaveCount(8).And.OnlyContain(shard => shard.EndingSequenceNumber == null);
        children.GroupBy(shard => shard.ParentShardId).Should().HaveCount(4).And.OnlyContain(family => family.Count() == 2);
        var before = new Dictionary<string, string>();
        foreach (var parent in parents)
        {
            var page = await Streams.GetRecordsAsync(await IteratorAsync(arn, parent.ShardId));
            page.NextShardIterator.Should().BeNull("a closed shard is read to its end");
            Versions(page.Records).Should().AllBe("0");
            foreach (var record in page.Records) before.Add(KeyOf(record), parent.ShardId);
            page.Records.Should().OnlyContain(record => BigInteger.Parse(record.SequenceNumber) <= BigInteger.Parse(parent.EndingSequenceNumber!));
        }

        foreach (var child in children)
        {
            var records = await ReadAsync(await IteratorAsync(arn, child.ShardId));
            Versions(records).Where(version => version != "1").Should().BeEmpty();
            records.Where(record => BigInteger.Parse(record.SequenceNumber) < BigInteger.Parse(child.StartingSequenceNumber)).Should().BeEmpty();
            foreach (var record in records) before.Remove(KeyOf(record), out var parent).Should().Be(parent == child.ParentShardId);
        }

        before.Should().BeEmpty();
    }

    [ContractFact]
    public async Task SplitShards_OfShardsWithoutRecords_GivesEachARangeOfItsOwn()
    {
        var arn = await CreateStreamAsync();

        Backend.Aws.SplitShards("Orders").Should().Be(4);
        Backend.Aws.SplitShards("Orders").Should().Be(8);

        var shards = (await Streams.DescribeStreamAsync(arn)).Shards.ToDictionary(shard => shard.ShardId);
        shards.Should().HaveCount(4 + 8 + 16);
        foreach (var shard in shards.Values)
        {
            var start = BigInteger.Parse(shard.StartingSequenceNumber);
            if (shard.EndingSequenceNumber is { } end) BigInteger.Parse(end).Should().BeGreaterThan(start);
            if (shard.ParentShardId is { } parent) BigInteger.Parse(shards[parent].EndingSequenceNumber!).Should().BeLessThan(start);
        }
    }

    [ContractFact]
    public async Task UpdateTable_StreamOnAndOff_GivesANewStreamAndKeepsTheOld()
    {
        (await CreateTableAsync()).LatestStreamArn.Should().BeNull();
        await Client.PutItemAsync("Orders", Item("unseen"));

        var first = await SwitchStreamAsync(StreamViewType.KEYS_ONLY);
        await Client.PutItemAsync("Orders", Item("1"));
        var off = await SwitchStreamAsync(null);
        await Client.PutItemAsync("Orders", Item("2"));
        var second = await SwitchStreamAsync(StreamViewType.NEW_IMAGE);
        await Client.PutItemAsync("Orders", Item("3"));

        first.StreamSpecification.StreamViewType.Should().Be(StreamViewType.KEYS_ONLY);
        off.LatestStreamArn.Should().Be(first.LatestStreamArn);
        off.StreamSpecification.Should().BeNull();
        second.LatestStreamArn.Should().NotBe(first.LatestStreamArn);
        (await Streams.ListStreamsAsync("Orders")).StreamArns.Should().Equal(first.LatestStreamArn, second.LatestStreamArn);
        var old = await Streams.DescribeStreamAsync(first.LatestStreamArn);
        old.StreamStatus.Should().Be("DISABLED");
        old.Shards.Should().OnlyContain(shard => shard.EndingSequenceNumber != null);
        (await Streams.DescribeStreamAsync(second.LatestStreamArn)).StreamStatus.Should().Be("ENABLED");
        (await ReadAllAsync(first.LatestStreamArn)).Select(KeyOf).Should().Equal("1");
        (await ReadAllAsync(second.LatestStreamArn)).Select(KeyOf).Should().Equal("3");
    }

    [ContractFact]
    public async Task UpdateTable_StreamThatIsSo_IsRefused()
    {
        await CreateTableAsync();
        var off = () => SwitchStreamAsync(null);
        (await off.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
        await SwitchStreamAsync(StreamViewType.KEYS_ONLY);

        var on = () => SwitchStreamAsync(StreamViewType.NEW_IMAGE);

        (await on.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
        var nothing = () => Client.UpdateTableAsync(new UpdateTableRequest { TableName = "Orders" });
        (await nothing.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
    }

    private async Task<TableDescription> SwitchStreamAsync(StreamViewType? viewType) => (await Client.UpdateTableAsync(new UpdateTableRequest
    {
        TableName = "Orders",
        StreamSpecification = new() { StreamEnabled = viewType is not null, StreamViewType = viewType },
    })).TableDescription;
}

public sealed class StreamLifeInProcessTests() : StreamLifeContract(new InProcessBackend());

public sealed class StreamLifeHttpTests() : StreamLifeContract(new HttpBackend());
