using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Cdc.Consumer.Marks;

namespace Cdc.Consumer.Tests.Marks;

public sealed class MarkTableTests
{
    [Fact]
    public async Task Create_TableThatIsBeingMade_WaitsUntilItIs()
    {
        using var dynamoDb = new TableInState(TableStatus.CREATING, TableStatus.CREATING, TableStatus.CREATING, TableStatus.ACTIVE);
        var time = new WatchedTime(new Signal());

        var creating = new MarkTable(dynamoDb, "Marks", time).CreateIfMissingAsync();

        (await time.ElapseAsync()).Should().Be(MarkTable.Pause);
        (await time.ElapseAsync()).Should().Be(MarkTable.Pause);
        await creating.WaitAsync(HangGuard.Patience);
    }

    [Fact]
    public async Task Create_TableThatIsBeingChanged_UsesIt()
    {
        using var dynamoDb = new TableInState(TableStatus.UPDATING);

        // The clock stands still: it would wait for ever.
        await new MarkTable(dynamoDb, "Marks", new WatchedTime(new Signal())).CreateIfMissingAsync().WaitAsync(HangGuard.Patience);

        dynamoDb.Describes.Should().Be(2);
    }

    /// <summary>A table with time to live; each question finds the next state, and then the last one.</summary>
    private sealed class TableInState(params TableStatus[] states) : AmazonDynamoDBClient(
        new BasicAWSCredentials("fake", "fake"), new AmazonDynamoDBConfig { ServiceURL = "http://dynamodb.invalid", AuthenticationRegion = "us-east-1" })
    {
        public int Describes { get; private set; }

        public override Task<DescribeTableResponse> DescribeTableAsync(string tableName, CancellationToken cancellationToken = default) => Task.FromResult(
            new DescribeTableResponse { Table = new() { TableStatus = states[Math.Min(Describes++, states.Length - 1)] } });

        public override Task<DescribeTimeToLiveResponse> DescribeTimeToLiveAsync(string tableName, CancellationToken cancellationToken = default) => Task.FromResult(
            new DescribeTimeToLiveResponse { TimeToLiveDescription = new() { TimeToLiveStatus = TimeToLiveStatus.ENABLED } });
    }
}
