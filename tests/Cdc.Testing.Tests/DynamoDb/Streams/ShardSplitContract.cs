using System.Numerics;

namespace Cdc.Testing.Tests.DynamoDb.Streams;

/// <summary>Streams of several shards, and how they end and go on, which only <see cref="LocalAws"/> shows at will.</summary>
public abstract class ShardSplitContract(AwsBackend backend) : StreamsTest(backend)
{
    [Fact]
    public async Task DescribeStream_InPages_GivesEveryShardOnce()
    {
        var arn = await CreateStreamAsync();

        var first = await Streams.DescribeStreamAsync(arn, limit: 3);
        var second = await Streams.DescribeStreamAsync(arn, limit: 3, first.LastEvaluatedShardId);

        first.Shards.Should().HaveCount(3);
        second.Shards.Should().HaveCount(1);
        second.LastEvaluatedShardId.Should().BeNull();
        first.Shards.Concat(second.Shards).Select(shard => shard.ShardId).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task SequenceNumbers_OverTheTable_DoNotGrowAsText()
    {
        var arn = await CreateStreamAsync();
        for (var number = 0; number < 40; number++) await Client.PutItemAsync(Orders, Item($"{number}"));

        var records = await ReadAllAsync(arn);

        records.OrderBy(record => BigInteger.Parse(record.SequenceNumber)).Select(record => record.SequenceNumber)
            .Should().NotBeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task SplitShards_OfATable_ClosesEachAndTwoContinueIt()
    {
        var arn = await CreateStreamAsync("NEW_IMAGE");
        for (var number = 0; number < 20; number++) await Client.PutItemAsync(Orders, Item($"{number}", ("a", S("0"))));

        Backend.Aws.SplitShards(Orders).Should().Be(4);
        for (var number = 0; number < 20; number++) await Client.PutItemAsync(Orders, Item($"{number}", ("a", S("1"))));

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

    [Fact]
    public async Task SplitShards_OfShardsWithoutRecords_GivesEachARangeOfItsOwn()
    {
        var arn = await CreateStreamAsync();

        Backend.Aws.SplitShards(Orders).Should().Be(4);
        Backend.Aws.SplitShards(Orders).Should().Be(8);

        var shards = (await Streams.DescribeStreamAsync(arn)).Shards.ToDictionary(shard => shard.ShardId);
        shards.Should().HaveCount(4 + 8 + 16);
        foreach (var shard in shards.Values)
        {
            var start = BigInteger.Parse(shard.StartingSequenceNumber);
            if (shard.EndingSequenceNumber is { } end) BigInteger.Parse(end).Should().BeGreaterThan(start);
            if (shard.ParentShardId is { } parent) BigInteger.Parse(shards[parent].EndingSequenceNumber!).Should().BeLessThan(start);
        }
    }
}

public sealed class ShardSplitInProcessTests() : ShardSplitContract(new InProcessBackend());

public sealed class ShardSplitHttpTests() : ShardSplitContract(new HttpBackend());
