using System.Numerics;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;
using Cdc.Worker;

namespace Cdc.Testing.Tests.DynamoDb.Streams;

public abstract class StreamsContract(AwsBackend backend) : StreamsTest(backend)
{
    [ContractTheory]
    [InlineData("KEYS_ONLY", false, false)]
    [InlineData("NEW_IMAGE", true, false)]
    [InlineData("OLD_IMAGE", false, true)]
    [InlineData("NEW_AND_OLD_IMAGES", true, true)]
    public async Task Records_OfEachChange_CarryWhatTheViewTypeSays(string viewType, bool hasNew, bool hasOld)
    {
        var arn = await CreateStreamAsync(viewType);
        await Client.PutItemAsync(Orders, Item("1", ("a", S("x"))));
        await Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Orders,
            Key = Item("1"),
            UpdateExpression = "SET a = :y",
            ExpressionAttributeValues = new() { [":y"] = S("y") },
        });
        await Client.DeleteItemAsync(Orders, Item("1"));

        var records = (await ReadAllAsync(arn)).ConvertAll(record => JsonDocument.Parse(record.Json).RootElement);

        records.Select(record => record.GetProperty("eventName").GetString()).Should().Equal("INSERT", "MODIFY", "REMOVE");
        records.Select(record => Image(record, "NewImage")).Should().Equal(hasNew ? ["x", "y", null] : [null, null, null]);
        records.Select(record => Image(record, "OldImage")).Should().Equal(hasOld ? [null, "x", "y"] : [null, null, null]);
        foreach (var record in records)
        {
            record.GetProperty("eventID").GetString().Should().MatchRegex("^[0-9a-f-]{32,36}$");
            record.GetProperty("eventVersion").GetString().Should().MatchRegex("^1[.][01]$");
            record.GetProperty("eventSource").GetString().Should().Be("aws:dynamodb");
            record.GetProperty("awsRegion").GetString().Should().NotBeNullOrEmpty();
            record.TryGetProperty("userIdentity", out _).Should().BeFalse();
            var change = record.GetProperty("dynamodb");
            change.GetProperty("Keys").GetProperty("pk").GetProperty("S").GetString().Should().Be("1");
            change.GetProperty("SequenceNumber").GetString().Should().MatchRegex("^[0-9]{21,40}$");
            change.GetProperty("ApproximateCreationDateTime").GetDecimal().Should().BePositive();
            change.GetProperty("StreamViewType").GetString().Should().Be(viewType);
            change.GetProperty("SizeBytes").GetInt32().Should().BePositive();
        }
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "writes a record all the same", "/amazondynamodb/latest/developerguide/Streams.html")]
    public async Task Records_OfWritesThatChangeNothing_AreNotWritten()
    {
        var arn = await CreateStreamAsync();
        await Client.PutItemAsync(Orders, Item("1", ("n", N("1")), ("set", new() { SS = ["a", "b"] })));

        await Client.PutItemAsync(Orders, Item("1", ("n", N("1.0")), ("set", new() { SS = ["b", "a"] })));
        await Client.UpdateItemAsync(new UpdateItemRequest { TableName = Orders, Key = Item("1"), UpdateExpression = "REMOVE absent" });
        await Client.DeleteItemAsync(Orders, Item("2"));
        var put = () => Client.PutItemAsync(
            new PutItemRequest { TableName = Orders, Item = Item("1"), ConditionExpression = "attribute_not_exists(pk)" });
        await put.Should().ThrowExactlyAsync<ConditionalCheckFailedException>();

        (await ReadAllAsync(arn)).Should().ContainSingle();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "makes an item", "/amazondynamodb/latest/APIReference/API_UpdateItem.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "makes an item", "/amazondynamodb/latest/APIReference/API_UpdateItem.html")]
    public async Task Records_OfTakingAwayFromNoItem_AreNotWritten()
    {
        var arn = await CreateStreamAsync();

        await Client.UpdateItemAsync(new UpdateItemRequest { TableName = Orders, Key = Item("1"), UpdateExpression = "REMOVE a" });
        await Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems = [new() { Update = new() { TableName = Orders, Key = Item("2"), UpdateExpression = "REMOVE a" } }],
        });

        (await ReadAllAsync(arn)).Should().BeEmpty();
    }

    [ContractTheory]
    [InlineData("madeup")]
    [InlineData("sdfadfsdfnlfkajakfgjalksfgklasjklasdjfklasdfasdfgasf")]
    [InlineData("arn:aws:dynamodb:us-east-1:000000000000:table/Orders")]
    [DiffersOn(Emulator.Moto, "fails, or finds none", "/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "finds none", "/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html")]
    public async Task Requests_WithAMalformedArn_AreInvalid(string arn)
    {
        await ShouldFailAsync(() => Streams.DescribeStreamAsync(arn), "ValidationException");
        await ShouldFailAsync(() => Streams.GetShardIteratorAsync(arn, "shardId-00000000000000000000-00000000", DynamoDbShardIteratorType.Latest), "ValidationException");
    }

    [ContractFact]
    public async Task SequenceNumbers_OverTheTable_GrowByValue()
    {
        var arn = await CreateStreamAsync();
        for (var number = 0; number < 40; number++) await Client.PutItemAsync(Orders, Item($"{number}"));

        var records = await ReadAllAsync(arn);

        // By their content the records are in the order of the puts.
        var numbers = records.OrderBy(record => int.Parse(KeyOf(record), System.Globalization.CultureInfo.InvariantCulture))
            .Select(record => record.SequenceNumber).ToList();
        numbers.Should().BeInAscendingOrder(Comparer<string>.Create((left, right) => BigInteger.Parse(left).CompareTo(BigInteger.Parse(right))));
        numbers.Should().OnlyHaveUniqueItems();
        records.Select(record => record.EventId).Should().OnlyHaveUniqueItems();
    }

    [ContractFact]
    public async Task Shards_OfOneStream_KeepAnItemsChangesTogetherAndInOrder()
    {
        var arn = await CreateStreamAsync("NEW_IMAGE");
        for (var version = 0; version < 3; version++)
        {
            for (var number = 0; number < 20; number++)
                await Client.PutItemAsync(Orders, Item($"{number}", ("a", S($"{version}"))));
        }

        var shards = (await Streams.DescribeStreamAsync(arn)).Shards;
        var seen = new List<string>();
        foreach (var shard in shards)
        {
            var records = await ReadAsync(await IteratorAsync(arn, shard.ShardId));
            foreach (var item in records.GroupBy(KeyOf))
            {
                item.Select(record => Image(JsonDocument.Parse(record.Json).RootElement, "NewImage")).Should().Equal("0", "1", "2");
                seen.Add(item.Key);
            }
        }

        seen.Should().HaveCount(20).And.OnlyHaveUniqueItems();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "writes a record of the key alone before an update creates the item", "/amazondynamodb/latest/developerguide/Streams.html")]
    public async Task Records_OfConcurrentWriters_FormOneChainPerItem()
    {
        var arn = await CreateStreamAsync("NEW_AND_OLD_IMAGES");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Orders,
            Key = Item("1"),
            UpdateExpression = "ADD n :one",
            ExpressionAttributeValues = new() { [":one"] = N("1") },
        })));

        var counts = (await ReadAllAsync(arn))
            .Select(record => JsonDocument.Parse(record.Json).RootElement.GetProperty("dynamodb").GetProperty("NewImage").GetProperty("n").GetProperty("N").GetString());

        counts.Should().Equal(Enumerable.Range(1, 50).Select(number => $"{number}"));
    }

    [ContractFact]
    public async Task DescribeStream_New_HasOpenShardsWithoutParents()
    {
        var arn = await CreateStreamAsync();

        var stream = await Streams.DescribeStreamAsync(arn);

        stream.StreamArn.Should().Be(arn);
        stream.StreamStatus.Should().Be("ENABLED");
        stream.TableName.Should().Be(Orders);
        stream.StreamViewType.Should().Be("KEYS_ONLY");
        stream.LastEvaluatedShardId.Should().BeNull();
        stream.Shards.Should().NotBeEmpty().And.OnlyContain(shard =>
            shard.ShardId.Length >= 28 && shard.ShardId.Length <= 65 && shard.ParentShardId == null && shard.EndingSequenceNumber == null);
    }

    [ContractFact]
    public async Task ListStreams_OfATable_GivesItsArn()
    {
        var orders = await CreateStreamAsync();
        await CreateTableAsync(Others);

        (await Streams.ListStreamsAsync(Orders)).StreamArns.Should().Equal(orders);
        (await Streams.ListStreamsAsync(Others)).StreamArns.Should().BeEmpty();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives all of them at once", "/amazondynamodb/latest/APIReference/API_streams_ListStreams.html")]
    public async Task ListStreams_OfAll_ComeInPages()
    {
        string[] expected = [await CreateStreamAsync(), (await CreateTableAsync(Others, viewType: StreamViewType.KEYS_ONLY)).LatestStreamArn];

        var first = await Streams.ListStreamsAsync(limit: 1);
        var second = await Streams.ListStreamsAsync(limit: 1, exclusiveStartStreamArn: first.LastEvaluatedStreamArn);

        first.StreamArns.Concat(second.StreamArns).Should().BeEquivalentTo(expected);
    }

    [ContractFact]
    public async Task GetShardIterator_OfEachType_StartsThere()
    {
        var arn = await CreateStreamAsync("NEW_IMAGE");
        for (var version = 0; version < 3; version++) await Client.PutItemAsync(Orders, Item("1", ("a", S($"{version}"))));
        var (shard, records) = await FindAsync(arn);
        var middle = records[1].SequenceNumber;

        var latest = await Streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.Latest);
        var at = await Streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.AtSequenceNumber, middle);
        var after = await Streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.AfterSequenceNumber, middle);
        await Client.PutItemAsync(Orders, Item("1", ("a", S("3"))));

        records.Should().HaveCount(3);
        Versions(await ReadAsync(latest)).Should().Equal("3");
        Versions(await ReadAsync(at)).Should().Equal("1", "2", "3");
        Versions(await ReadAsync(after)).Should().Equal("2", "3");
    }

    [ContractFact]
    public async Task GetRecords_WithLimit_ContinuesWithTheNextIterator()
    {
        var arn = await CreateStreamAsync("NEW_IMAGE");
        for (var version = 0; version < 5; version++) await Client.PutItemAsync(Orders, Item("1", ("a", S($"{version}"))));
        var (shard, _) = await FindAsync(arn);

        var first = await Streams.GetRecordsAsync(await IteratorAsync(arn, shard), limit: 2);
        var second = await Streams.GetRecordsAsync(first.NextShardIterator!, limit: 1000);
        var third = await Streams.GetRecordsAsync(second.NextShardIterator!);

        Versions(first.Records).Should().Equal("0", "1");
        Versions(second.Records).Should().Equal("2", "3", "4");
        third.Records.Should().BeEmpty();
        third.NextShardIterator.Should().NotBeNull("the shard is open");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives all of them", "/amazondynamodb/latest/APIReference/API_streams_GetRecords.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "gives all of them", "/amazondynamodb/latest/APIReference/API_streams_GetRecords.html")]
    public async Task GetRecords_OfLargeImages_StopsAtAMegabyte()
    {
        var arn = await CreateStreamAsync("NEW_IMAGE");
        for (var version = 0; version < 4; version++)
            await Client.PutItemAsync(Orders, Item("1", ("a", S(new string((char)('a' + version), 350_000)))));
        var (shard, all) = await FindAsync(arn);

        var first = await Streams.GetRecordsAsync(await IteratorAsync(arn, shard));

        first.Records.Should().HaveCount(2);
        all.Should().HaveCount(4);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "fails", "/amazondynamodb/latest/APIReference/API_streams_GetRecords.html")]
    public async Task Requests_ThatCannotBe_AreRefused()
    {
        var arn = await CreateStreamAsync();
        var shard = (await Streams.DescribeStreamAsync(arn)).Shards[0].ShardId;

        await ShouldFailAsync(() => Streams.GetRecordsAsync("nonsense"), "ValidationException");
        await ShouldFailAsync(async () => await Streams.GetRecordsAsync(await IteratorAsync(arn, shard), limit: 1001), "ValidationException");
        await ShouldFailAsync(() => IteratorAsync(arn, "shardId-00000000000000000000-00000000"), "ResourceNotFoundException");
        await ShouldFailAsync(
            () => Streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.AtSequenceNumber), "ValidationException");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "writes one for an item that did not change", "/amazondynamodb/latest/developerguide/Streams.html")]
    public async Task Records_OfATransaction_AreOneForEachItemThatChanged()
    {
        var arn = await CreateStreamAsync();
        await Client.PutItemAsync(Orders, Item("same"));

        await Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems = [.. ((string[])["1", "2", "same"]).Select(key => new TransactWriteItem { Put = new() { TableName = Orders, Item = Item(key) } })],
        });

        (await ReadAllAsync(arn)).Select(KeyOf).Should().BeEquivalentTo("same", "1", "2");
    }
}

public sealed class StreamsInProcessTests() : StreamsContract(new InProcessBackend());

public sealed class StreamsHttpTests() : StreamsContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class StreamsMotoTests() : StreamsContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class StreamsDynamoDbLocalTests() : StreamsContract(new DynamoDbLocalBackend());
