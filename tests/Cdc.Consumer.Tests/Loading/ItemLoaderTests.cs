using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Consumer.Loading;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;

namespace Cdc.Consumer.Tests.Loading;

public sealed class ItemLoaderTests : IDisposable
{
    private const string Source = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders";

    private readonly FakeDynamoDb _fake = new();
    private readonly LocalAws _aws = new();
    private readonly AmazonDynamoDBClient _dynamoDb;

    public ItemLoaderTests() => _dynamoDb = _aws.CreateDynamoDbClient();

    public void Dispose()
    {
        _fake.Dispose();
        _dynamoDb.Dispose();
        _aws.Dispose();
    }

    [Theory]
    [InlineData("S", "\"o-1 é😀\"")]
    [InlineData("N", "-1234567890123456789012345678901234567.8")]
    [InlineData("B", "\"AAH+/w==\"")]
    public async Task Load_OfAnyTypeOfKey_FindsTheItem(string type, string canonicalKey)
    {
        var key = new TableKey("Orders", [new("id", new ScalarAttributeType(type))]).Read(canonicalKey);
        await OrdersTable.CreateAsync(_dynamoDb, ("id", type));
        await _dynamoDb.PutItemAsync("Orders", new(key) { ["status"] = new("paid") });

        (await NewLoader(_dynamoDb).LoadAsync(Source, canonicalKey, default))!["status"].S.Should().Be("paid");
    }

    [Fact]
    public async Task Load_OfManyItemsWithTwoAttributes_GivesEachItsOwn()
    {
        await OrdersTable.CreateAsync(_dynamoDb, ("orderId", "S"), ("line", "N"));
        for (var line = 0; line < 120; line += 2)
            await _dynamoDb.PutItemAsync("Orders", new Dictionary<string, AttributeValue> { ["orderId"] = new("o-1"), ["line"] = new() { N = $"{line}" } });
        var loader = NewLoader(_dynamoDb);

        var items = await Task.WhenAll(Enumerable.Range(0, 120).Select(line => loader.LoadAsync(Source, $$"""{"line":{{line}},"orderId":"o-1"}""", default)));

        items.Select(item => item?["line"].N).Should().Equal(Enumerable.Range(0, 120).Select(line => line % 2 == 0 ? $"{line}" : null));
    }

    [Fact]
    public async Task Load_AsksForTheTablesKeyOnce_AndAgainWhereThatFailed()
    {
        var loader = NewLoader(_fake);
        _fake.OnDescribe = () => throw new AmazonDynamoDBException("no");
        await FluentActions.Awaiting(() => loader.LoadAsync(Source, "\"a\"", default)).Should().ThrowExactlyAsync<AmazonDynamoDBException>();
        _fake.OnDescribe = () => { };

        await loader.LoadAsync(Source, "\"a\"", default);
        await loader.LoadAsync(Source, "\"b\"", default);

        _fake.Describes.Should().Be(2);
    }

    [Fact]
    public async Task Load_WithKeyAttributesGiven_DoesNotAskForThem()
    {
        var loader = NewLoader(_fake, options => options.KeyAttributes["id"] = "S");

        (await loader.LoadAsync(Source, "\"a\"", default))!["id"].S.Should().Be("a");

        _fake.Describes.Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Load_ReadsAsConsistentlyAsItIsTold(bool consistent)
    {
        await NewLoader(_fake, options => options.ConsistentRead = consistent).LoadAsync(Source, "\"a\"", default);

        _fake.Consistent.Should().Equal(consistent);
    }

    [Theory]
    [InlineData("Orders", "arn:aws:dynamodb:eu-west-1:000000000000:table/Orders")]
    [InlineData("Orders", "arn:aws-cn:dynamodb:cn-north-1:000000000000:table/Orders")]
    [InlineData(Source, Source)]
    public async Task Load_ForAReplicasChange_ReadsTheItem(string table, string source)
    {
        (await NewLoader(_fake, options => options.TableName = table).LoadAsync(source, "\"a\"", default)).Should().NotBeNull();
    }

    [Theory]
    [InlineData("Orders", "https://evil/Orders")]
    [InlineData("Orders", "Orders")]
    [InlineData("Orders", "arn:aws:s3:us-east-1:000000000000:table/Orders")]
    [InlineData("Orders", "arn:aws:dynamodb:us-east-1:000000000000:table/Other/Orders")]
    [InlineData("Orders", "arn:aws:dynamodb:us-east-1:000000000000:table/Orders\n")]
    [InlineData("Orders", "arn:aws:dynamodb:us-east-1:0000:table/Orders")]
    [InlineData(Source, "arn:aws:dynamodb:us-east-1:111111111111:table/Orders")]
    [InlineData(Source, "arn:aws:dynamodb:eu-west-1:000000000000:table/Orders")]
    [InlineData(Source, "https://evil/Orders")]
    public async Task Load_ForASourceThatIsNotTheTable_IsRefused_AndSoIsItsRemoval(string table, string source)
    {
        await FluentActions.Awaiting(() => NewLoader(_fake, options => options.TableName = table).LoadAsync(source, "\"a\"", default))
            .Should().ThrowExactlyAsync<InvalidOperationException>();
        var removal = CdcContext.CreateWithItem<string, string>(Changes.Of("a") with { Source = source, Operation = ChangeOperation.Remove }, item: null);
        var loading = new ItemLoading<string, string>(NewLoader(_fake, options => options.TableName = table), _ => "there");
        await FluentActions.Awaiting(() => loading.InvokeAsync(removal, (_, _) => new(CdcOutcome.Handled), default).AsTask())
            .Should().ThrowExactlyAsync<InvalidOperationException>();

        _fake.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Load_ForAnotherTablesChange_IsRefused()
    {
        await FluentActions.Awaiting(() => NewLoader(_fake).LoadAsync(Source + "2", "\"a\"", default))
            .Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage($"The change is of '{Source}2', and items are read from table 'Orders'.");

        _fake.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Process_HandsTheItemOn_AndNullForOneThatIsGone()
    {
        _fake.Exists = id => id == "there";
        var changes = await ProcessAsync(attributes => attributes["id"].S, Changes.Of("there"), Changes.Of("gone"));

        changes.Select(change => (change.Key, change.Item, change.IsGone)).Should().Equal(("there", "there", false), ("gone", null, true));
    }

    [Fact]
    public async Task Process_OfARemoval_ReadsNothing()
    {
        var changes = await ProcessAsync(attributes => attributes["id"].S, Changes.Of("a") with { Operation = ChangeOperation.Remove });

        changes.Should().ContainSingle().Which.IsGone.Should().BeTrue();
        _fake.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Process_OfAnItemThatCannotBeMade_FailsWithoutCallingTheHandler()
    {
        await FluentActions.Awaiting(() => ProcessAsync(_ => null!, Changes.Of("a"))).Should().ThrowExactlyAsync<InvalidOperationException>();
        await FluentActions.Awaiting(() => ProcessAsync(_ => throw new FormatException(), Changes.Of("a"))).Should().ThrowExactlyAsync<FormatException>();
    }

    private static ItemLoader NewLoader(IAmazonDynamoDB dynamoDb, Action<DynamoDbItemOptions>? configure = null)
    {
        var options = new DynamoDbItemOptions { TableName = "Orders" };
        configure?.Invoke(options);
        return new ItemLoader(dynamoDb, options, TimeProvider.System);
    }

    private async Task<List<CdcContext<string, string>>> ProcessAsync(
        Func<Dictionary<string, AttributeValue>, string> map, params CdcEnvelope<string>[] changes)
    {
        var handled = new List<CdcContext<string, string>>();
        var loading = new ItemLoading<string, string>(NewLoader(_fake), map);
        CdcNext handle = (context, _) =>
        {
            handled.Add((CdcContext<string, string>)context);
            return ValueTask.FromResult(CdcOutcome.Handled);
        };
        try
        {
            foreach (var change in changes) await loading.InvokeAsync(CdcContext.CreateWithItem<string, string>(change, "not loaded yet"), handle, default);
            return handled;
        }
        catch
        {
            handled.Should().BeEmpty();
            throw;
        }
    }
}
