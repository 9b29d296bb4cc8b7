using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb.Streams;

/// <summary>How streams begin and end.</summary>
public abstract class StreamLifeContract(AwsBackend backend) : StreamsTest(backend)
{
    [ContractFact]
    [DiffersOn(Emulator.Moto, "fails", "/amazondynamodb/latest/APIReference/API_UpdateTable.html")]
    public async Task UpdateTable_StreamOnAndOff_GivesANewStreamAndKeepsTheOld()
    {
        (await CreateTableAsync()).LatestStreamArn.Should().BeNull();
        await Client.PutItemAsync(Orders, Item("unseen"));

        var first = await SwitchStreamAsync(StreamViewType.KEYS_ONLY);
        await Client.PutItemAsync(Orders, Item("1"));
        var off = await SwitchStreamAsync(null);
        await Client.PutItemAsync(Orders, Item("2"));
        var second = await SwitchStreamAsync(StreamViewType.NEW_IMAGE);
        await Client.PutItemAsync(Orders, Item("3"));

        first.StreamSpecification.StreamViewType.Should().Be(StreamViewType.KEYS_ONLY);
        off.LatestStreamArn.Should().Be(first.LatestStreamArn);
        off.StreamSpecification.Should().BeNull();
        second.LatestStreamArn.Should().NotBe(first.LatestStreamArn);
        (await Streams.ListStreamsAsync(Orders)).StreamArns.Should().BeEquivalentTo(first.LatestStreamArn, second.LatestStreamArn);
        var old = await Streams.DescribeStreamAsync(first.LatestStreamArn);
        old.StreamStatus.Should().Be("DISABLED");
        old.Shards.Should().OnlyContain(shard => shard.EndingSequenceNumber != null);
        (await Streams.DescribeStreamAsync(second.LatestStreamArn)).StreamStatus.Should().Be("ENABLED");
        (await ReadAllAsync(first.LatestStreamArn)).Select(KeyOf).Should().Equal("1");
        (await ReadAllAsync(second.LatestStreamArn)).Select(KeyOf).Should().Equal("3");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "forgets it", "/amazondynamodb/latest/APIReference/API_DeleteTable.html")]
    public async Task DeleteTable_WithAStream_LeavesItToBeRead()
    {
        var arn = await CreateStreamAsync();
        await Client.PutItemAsync(Orders, Item("1"));
        await Client.DeleteTableAsync(Orders);
        var again = await CreateStreamAsync();

        var stream = await Streams.DescribeStreamAsync(arn);

        stream.StreamStatus.Should().Be("DISABLED");
        stream.Shards.Should().OnlyContain(shard => shard.EndingSequenceNumber != null);
        (await ReadAllAsync(arn)).Select(KeyOf).Should().Equal("1");
        (await Streams.ListStreamsAsync(Orders)).StreamArns.Should().BeEquivalentTo(arn, again);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", "/amazondynamodb/latest/APIReference/API_UpdateTable.html")]
    public async Task UpdateTable_StreamThatIsSo_IsRefused()
    {
        await CreateTableAsync();
        var off = () => SwitchStreamAsync(null);
        (await off.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
        await SwitchStreamAsync(StreamViewType.KEYS_ONLY);

        var on = () => SwitchStreamAsync(StreamViewType.NEW_IMAGE);

        (await on.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
        var nothing = () => Client.UpdateTableAsync(new UpdateTableRequest { TableName = Orders });
        (await nothing.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
    }

    private async Task<TableDescription> SwitchStreamAsync(StreamViewType? viewType) => (await Client.UpdateTableAsync(new UpdateTableRequest
    {
        TableName = Orders,
        StreamSpecification = new() { StreamEnabled = viewType is not null, StreamViewType = viewType },
    })).TableDescription;
}

public sealed class StreamLifeInProcessTests() : StreamLifeContract(new InProcessBackend());

public sealed class StreamLifeHttpTests() : StreamLifeContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class StreamLifeMotoTests() : StreamLifeContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class StreamLifeDynamoDbLocalTests() : StreamLifeContract(new DynamoDbLocalBackend());
