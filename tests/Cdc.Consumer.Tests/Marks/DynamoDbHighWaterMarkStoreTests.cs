using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Marks;

public sealed class DynamoDbHighWaterMarkStoreTests : HighWaterMarkStoreContract, IDisposable
{
    private readonly LocalAws _aws = new();
    private readonly AmazonDynamoDBClient _dynamoDb;

    public DynamoDbHighWaterMarkStoreTests()
    {
        _dynamoDb = _aws.CreateDynamoDbClient();
        Store = New("billing");
    }

    protected override IHighWaterMarkStore Store { get; }

    public void Dispose()
    {
        _dynamoDb.Dispose();
        _aws.Dispose();
    }

    [Fact]
    public async Task Marks_OfOneServicesProcesses_AreShared_AndOfAnotherService_AreNot()
    {
        await AdvanceAsync(Key, "7");

        (await New("billing").ReadAsync(Key, default)).Should().Be(SequenceNumber.Parse("7"));
        (await New("shipping").ReadAsync(Key, default)).Should().BeNull();
        (await New("billing/OrderHandler").ReadAsync(Key with { Consumer = "x" }, default)).Should().BeNull();
    }

    [Fact]
    public async Task Table_ThatIsMissing_IsMadeOnceByAllWhoComeAtOnce()
    {
        var marks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => New("billing").ReadAsync(Key, default).AsTask()));

        marks.Should().AllSatisfy(mark => mark.Should().BeNull());
        var table = (await _dynamoDb.DescribeTableAsync("CdcHighWaterMarks")).Table;
        table.KeySchema.Should().ContainSingle().Which.AttributeName.Should().Be("id");
        table.BillingModeSummary.BillingMode.Should().Be(BillingMode.PAY_PER_REQUEST);
        (await _dynamoDb.DescribeTimeToLiveAsync("CdcHighWaterMarks")).TimeToLiveDescription.AttributeName.Should().Be("expiresAt");
    }

    [Fact]
    public async Task Table_ThatIsMissing_AndNotToBeMade_FailsTheReadAndIsAskedForAgain()
    {
        var store = New("billing", options => options.CreateIfMissing = false);
        await FluentActions.Awaiting(() => store.ReadAsync(Key, default).AsTask()).Should().ThrowExactlyAsync<ResourceNotFoundException>();
        await FluentActions.Awaiting(() => store.AdvanceAsync(Key, SequenceNumber.Parse("1"), default).AsTask())
            .Should().ThrowExactlyAsync<ResourceNotFoundException>();

        await AdvanceAsync(Key, "1");

        (await store.ReadAsync(Key, default)).Should().Be(SequenceNumber.Parse("1"));
    }

    [Fact]
    public async Task Mark_ThatIsOlderThanItsRetention_IsRemovedByTheTable()
    {
        var written = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(2);
        var time = new FakeTimeProvider(written);
        var options = new DynamoDbHighWaterMarkOptions { ServiceName = "billing", CreateIfMissing = true, Retention = TimeSpan.FromHours(1) };
        var store = new DynamoDbHighWaterMarkStore(_dynamoDb, options, time);
        await store.AdvanceAsync(Key, SequenceNumber.Parse("1"), default);

        (await MarkAsync())["expiresAt"].N.Should().Be($"{written.ToUnixTimeSeconds() + 3600}");
        _aws.ExpireItems().Should().Be(1);
        (await ReadAsync(Key)).Should().BeNull();
    }

    [Fact]
    public async Task Mark_WithoutRetention_NeverExpires()
    {
        await New("billing", options => options.Retention = null).AdvanceAsync(Key, SequenceNumber.Parse("1"), default);

        (await MarkAsync()).Keys.Should().BeEquivalentTo("id", "handled", "movedAt");
    }

    [Fact]
    public async Task Mark_OfAKeyTooLongForAnId_IsKeptApartFromOthersOfItsStart()
    {
        var keys = ((string[])["1", "2"]).Select(end => Key with { Key = $"\"{new string('ü', 1020)}{end}\"" }).ToArray();
        await AdvanceAsync(keys[0], "1");
        await AdvanceAsync(keys[1], "2");

        (await ReadAsync(keys[0])).Should().Be(SequenceNumber.Parse("1"));
        (await ReadAsync(keys[1])).Should().Be(SequenceNumber.Parse("2"));
    }

    [Fact]
    public void New_WithFaultyOptions_TellsAllFaultsAtOnce()
    {
        var options = new DynamoDbHighWaterMarkOptions { TableName = "a b", Retention = TimeSpan.FromMinutes(1) };
        FluentActions.Invoking(() => new DynamoDbHighWaterMarkStore(_dynamoDb, options)).Should().ThrowExactly<OptionsValidationException>()
            .Which.Failures.Should().BeEquivalentTo(
                "TableName is 'a b', which is neither a table's name nor its ARN.",
                "ServiceName is ''; set it to 1 to 200 characters that no other service has.",
                "Retention is 00:01:00, outside 01:00:00 to 3650.00:00:00.");

        var byArn = new DynamoDbHighWaterMarkOptions
        {
            TableName = "arn:aws:dynamodb:us-east-1:000000000000:table/Marks",
            ServiceName = "billing",
            CreateIfMissing = true,
        };
        FluentActions.Invoking(() => new DynamoDbHighWaterMarkStore(_dynamoDb, byArn)).Should().ThrowExactly<OptionsValidationException>()
            .Which.Failures.Should().ContainSingle().Which.Should().EndWith("CreateIfMissing is set; a table can be made by its name alone.");
    }

    private async Task<Dictionary<string, AttributeValue>> MarkAsync() =>
        (await _dynamoDb.ScanAsync(new ScanRequest("CdcHighWaterMarks"))).Items.Should().ContainSingle().Subject;

    private DynamoDbHighWaterMarkStore New(string service, Action<DynamoDbHighWaterMarkOptions>? configure = null)
    {
        var options = new DynamoDbHighWaterMarkOptions { ServiceName = service, CreateIfMissing = true };
        configure?.Invoke(options);
        return new DynamoDbHighWaterMarkStore(_dynamoDb, options);
    }
}
