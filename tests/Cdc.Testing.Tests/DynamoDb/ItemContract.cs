using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb;

public abstract class ItemContract(AwsBackend backend) : DynamoDbTestBase(backend)
{
    [ContractFact]
    [DiffersOn(Emulator.Moto, "keeps the zeros at a number's end", "/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html")]
    public async Task PutItem_EveryType_ComesBackAsItWas()
    {
        await CreateTableAsync();
        var item = Item(
            "1",
            ("text", S("naïve ☃ 🚀")),
            ("empty", S("")),
            ("number", N("-12.50")),
            ("bytes", new() { B = new MemoryStream([0, 255]) }),
            ("yes", new() { BOOL = true }),
            ("nothing", new() { NULL = true }),
            ("texts", new() { SS = ["a", "b"] }),
            ("numbers", new() { NS = ["1", "2.0"] }),
            ("blobs", new() { BS = [new MemoryStream([1])] }),
            ("list", new() { L = [S("x"), N("1")] }),
            ("map", new() { M = new() { ["inner"] = new() { M = new() { ["deep"] = S("y") } } } }));

        await Client.PutItemAsync(Orders, item);

        var read = (await GetAsync("1"))!;
        read.Should().HaveCount(12);
        read["text"].S.Should().Be("naïve ☃ 🚀");
        read["empty"].S.Should().Be("");
        read["number"].N.Should().Be("-12.5");
        read["bytes"].B.ToArray().Should().Equal(0, 255);
        read["yes"].BOOL.Should().BeTrue();
        read["nothing"].NULL.Should().BeTrue();
        read["texts"].SS.Should().BeEquivalentTo("a", "b");
        read["numbers"].NS.Should().BeEquivalentTo("1", "2");
        read["blobs"].BS.Single().ToArray().Should().Equal(1);
        read["list"].L.Select(element => element.S ?? element.N).Should().Equal("x", "1");
        read["map"].M["inner"].M["deep"].S.Should().Be("y");
    }

    [ContractFact]
    public async Task GetItem_NoSuchItem_AnswersWithoutItem()
    {
        await CreateTableAsync();

        (await Client.GetItemAsync(Orders, Item("1"))).Item.Should().BeNullOrEmpty();
    }

    [ContractFact]
    public async Task GetItem_NoSuchTable_IsNotFound()
    {
        var get = () => Client.GetItemAsync("Nowhere", Item("1"));

        ShouldSay((await get.Should().ThrowExactlyAsync<ResourceNotFoundException>()).Which, "Requested resource not found");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "loses all but one of a list's elements", "/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html")]
    public async Task GetItem_Projection_GivesThePathsAlone()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item(
            "1", ("a", S("x")), ("entries", new() { L = [S("0"), S("1"), S("2")] }), ("map", new() { M = new() { ["b"] = S("y"), ["c"] = S("z") } })));

        var item = (await Client.GetItemAsync(new GetItemRequest
        {
            TableName = Orders,
            Key = Item("1"),
            ProjectionExpression = "#map.b, entries[2], entries[0], absent.x",
            ExpressionAttributeNames = new() { ["#map"] = "map" },
        })).Item;

        item.Keys.Should().BeEquivalentTo("map", "entries");
        item["map"].M.Keys.Should().Equal("b");
        item["entries"].L.Select(element => element.S).Should().Equal("0", "2");
    }

    [ContractFact]
    public async Task PutItem_Replacing_ReturnsTheOldItem()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("1", ("a", S("old"))));

        var answer = await Client.PutItemAsync(Orders, Item("1", ("b", S("new"))), ReturnValue.ALL_OLD);

        answer.Attributes["a"].S.Should().Be("old");
        (await GetAsync("1"))!.Keys.Should().BeEquivalentTo("pk", "b");
    }

    [ContractFact]
    public async Task PutItem_FailedCondition_LeavesTheItemAndReturnsItOnRequest()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("1", ("a", S("old"))));

        var put = () => Client.PutItemAsync(new PutItemRequest
        {
            TableName = Orders,
            Item = Item("1", ("a", S("new"))),
            ConditionExpression = "attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        });

        var error = (await put.Should().ThrowExactlyAsync<ConditionalCheckFailedException>()).Which;
        error.Message.Should().Be("The conditional request failed");
        error.Item["a"].S.Should().Be("old");
        (await GetAsync("1"))!["a"].S.Should().Be("old");
    }

    [ContractFact]
    public async Task DeleteItem_Present_ReturnsAndRemovesIt()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("1", ("a", S("x"))));

        var answer = await Client.DeleteItemAsync(Orders, Item("1"), ReturnValue.ALL_OLD);

        answer.Attributes["a"].S.Should().Be("x");
        (await GetAsync("1")).Should().BeNull();
        (await Client.DeleteItemAsync(Orders, Item("1"), ReturnValue.ALL_OLD)).Attributes.Should().BeNullOrEmpty();
    }

    [ContractFact]
    public async Task PutItem_KeyFaults_AreNamedAsAwsNamesThem()
    {
        await CreateTableAsync(sortType: ScalarAttributeType.N);

        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item("1")),
            "One or more parameter values were invalid: Missing the key sk in the item");
        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item("1", ("sk", S("1")))),
            "One or more parameter values were invalid: Type mismatch for key sk expected: N actual: S");
        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item("", ("sk", N("1")))),
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk");
        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item(new string('x', 2049), ("sk", N("1")))),
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes");
        await ShouldBeInvalidAsync(
            () => Client.GetItemAsync(Orders, Item("1")),
            "The provided key element does not match the schema");
    }

    [ContractTheory]
    [InlineData(409_593, true)]
    [InlineData(409_594, false)]
    [DiffersOn(Emulator.Moto, "counts otherwise", "/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html", Rows = [409_593])]
    public async Task PutItem_AroundTheSizeLimit_CountsNamesAndValues(int valueBytes, bool fits)
    {
        await CreateTableAsync();

        // "pk", "1" and "data" take 7 of the 409,600 bytes.
        var put = () => Client.PutItemAsync(Orders, Item("1", ("data", S(new string('x', valueBytes)))));

        if (fits) await put();
        else await ShouldBeInvalidAsync(put, "Item size has exceeded the maximum allowed size");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no limit", "/amazondynamodb/latest/developerguide/Constraints.html")]
    public async Task PutItem_NestedDepth_EndsAt32LevelsWithTheItem()
    {
        await CreateTableAsync();

        await Client.PutItemAsync(Orders, Item("1", ("deep", Nested(31))));

        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item("2", ("deep", Nested(32)))), "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes equal numbers that are spelt differently", "/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html")]
    public async Task PutItem_Sets_RefuseDuplicatesAndEmptiness()
    {
        await CreateTableAsync();

        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item("1", ("set", new() { SS = ["a", "a"] }))),
            "One or more parameter values were invalid: Input collection [a, a] contains duplicates.");
        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item("1", ("set", new() { NS = ["1", "1.0"] }))), "Input collection contains duplicates");
        await ShouldBeInvalidAsync(
            () => Client.PutItemAsync(Orders, Item("1", ("set", new()))),
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "always reports one unit", "/amazondynamodb/latest/developerguide/read-write-operations.html")]
    public async Task Operations_AskedForCapacity_ReportIt()
    {
        await CreateTableAsync();
        var put = await Client.PutItemAsync(new PutItemRequest
        {
            TableName = Orders,
            Item = Item("1", ("data", S(new string('x', 5000)))),
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });
        var get = await Client.GetItemAsync(new GetItemRequest
        {
            TableName = Orders,
            Key = Item("1"),
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });

        put.ConsumedCapacity.CapacityUnits.Should().Be(5);
        get.ConsumedCapacity.CapacityUnits.Should().Be(1);
        get.ConsumedCapacity.TableName.Should().Be(Orders);
    }

    [ContractFact]
    public async Task PutItem_ConcurrentConditions_LetExactlyOneWin()
    {
        await CreateTableAsync();

        var wins = await Task.WhenAll(Enumerable.Range(0, 32).Select(async number =>
        {
            try
            {
                await Client.PutItemAsync(new PutItemRequest
                {
                    TableName = Orders,
                    Item = Item("1", ("by", N($"{number}"))),
                    ConditionExpression = "attribute_not_exists(pk)",
                });
                return 1;
            }
            catch (ConditionalCheckFailedException)
            {
                return 0;
            }
        }));

        wins.Sum().Should().Be(1);
    }

    private static AttributeValue Nested(int levels) =>
        levels == 0 ? S("x") : new() { L = [Nested(levels - 1)] };
}

public sealed class ItemInProcessTests() : ItemContract(new InProcessBackend());

public sealed class ItemHttpTests() : ItemContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class ItemMotoTests() : ItemContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class ItemDynamoDbLocalTests() : ItemContract(new DynamoDbLocalBackend());
