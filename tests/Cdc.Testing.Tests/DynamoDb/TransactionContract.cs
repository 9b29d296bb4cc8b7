using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb;

public abstract class TransactionContract(AwsBackend backend) : DynamoDbTestBase(backend)
{
    [ContractFact]
    public async Task TransactWrite_EachKindInTwoTables_DoesThemAll()
    {
        await CreateTableAsync();
        await CreateTableAsync(Others);
        await Client.PutItemAsync(Orders, Item("old", ("n", N("1"))));
        await Client.PutItemAsync(Orders, Item("gone"));
        await Client.PutItemAsync(Others, Item("guard"));

        await WriteAsync(
            Put(Others, Item("new")),
            AddOne("old"),
            new() { Delete = new() { TableName = Orders, Key = Item("gone") } },
            Check(Others, "guard", "attribute_exists(pk)"));

        (await GetAsync("new", Others)).Should().NotBeNull();
        (await GetAsync("old"))!["n"].N.Should().Be("2");
        (await GetAsync("gone")).Should().BeNull();
    }

    [ContractFact]
    public async Task TransactWrite_ConditionsFailed_CancelsAllAndGivesEachReason()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("2", ("n", N("7"))));
        var put = Put(Orders, Item("2"));
        put.Put.ConditionExpression = "attribute_not_exists(pk)";
        put.Put.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;

        var write = () => WriteAsync(Put(Orders, Item("1")), put, Check(Orders, "3", "attribute_exists(pk)"));

        var error = (await write.Should().ThrowExactlyAsync<TransactionCanceledException>()).Which;
        error.Message.Should().Be(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]");
        error.CancellationReasons.Select(reason => reason.Code).Should().Equal("None", "ConditionalCheckFailed", "ConditionalCheckFailed");
        error.CancellationReasons.Select(reason => reason.Message?.TrimEnd('.')).Should().Equal(
            null, "The conditional request failed", "The conditional request failed");
        error.CancellationReasons[1].Item["n"].N.Should().Be("7");
        error.CancellationReasons[2].Item.Should().BeNullOrEmpty();
        (await GetAsync("1")).Should().BeNull();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "refuses the request", "/amazondynamodb/latest/APIReference/API_TransactWriteItems.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "refuses the request", "/amazondynamodb/latest/APIReference/API_TransactWriteItems.html")]
    public async Task TransactWrite_UpdateImpossible_CancelsAllAndSaysWhy()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("2", ("n", S("text"))));

        var write = () => WriteAsync(Put(Orders, Item("1")), AddOne("2"));

        var error = (await write.Should().ThrowExactlyAsync<TransactionCanceledException>()).Which;
        error.CancellationReasons.Select(reason => reason.Code).Should().Equal("None", "ValidationError");
        error.CancellationReasons[1].Message.Should().Be("An operand in the update expression has an incorrect data type");
        (await GetAsync("1")).Should().BeNull();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "writes again", "/amazondynamodb/latest/APIReference/API_TransactWriteItems.html")]
    public async Task TransactWrite_SameTokenAgain_WritesOnce()
    {
        await CreateTableAsync();
        var request = new TransactWriteItemsRequest { TransactItems = [AddOne("1")], ClientRequestToken = $"{Guid.NewGuid()}" };

        await Client.TransactWriteItemsAsync(request);
        await Client.TransactWriteItemsAsync(request);

        (await GetAsync("1"))!["n"].N.Should().Be("1");
        request.TransactItems = [Put(Orders, Item("2"))];
        var other = () => Client.TransactWriteItemsAsync(request);
        await other.Should().ThrowExactlyAsync<IdempotentParameterMismatchException>();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes every one", "/amazondynamodb/latest/APIReference/API_TransactWriteItems.html")]
    public async Task TransactWrite_SameTokenWithMembersInAnotherOrder_IsTheSame()
    {
        await CreateTableAsync();
        var token = $"{Guid.NewGuid()}";
        Dictionary<string, AttributeValue> map = new() { ["x"] = S("1"), ["y"] = new() { SS = ["a", "b"] } };
        Dictionary<string, AttributeValue> turned = new() { ["y"] = new() { SS = ["b", "a"] }, ["x"] = S("1") };

        await PutAsync(Item("1", ("map", new() { M = map }), ("n", N("1"))));
        await PutAsync(new() { ["n"] = N("1"), ["map"] = new() { M = turned }, ["pk"] = S("1") });
        var other = () => PutAsync(new() { ["n"] = N("2"), ["map"] = new() { M = turned }, ["pk"] = S("1") });

        await other.Should().ThrowExactlyAsync<IdempotentParameterMismatchException>();

        Task PutAsync(Dictionary<string, AttributeValue> item) =>
            Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [Put(Orders, item)], ClientRequestToken = token });
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "does not project", "/amazondynamodb/latest/APIReference/API_TransactGetItems.html")]
    public async Task TransactGet_OfTwoTables_GivesWhatIsThere()
    {
        await CreateTableAsync();
        await CreateTableAsync(Others);
        await WriteAsync(Put(Orders, Item("1", ("a", S("x")), ("b", S("y")))), Put(Others, Item("2", ("n", N("2")))));
        var projected = Get(Orders, "1");
        (projected.Get.ProjectionExpression, projected.Get.ExpressionAttributeNames) = ("#a", new() { ["#a"] = "a" });

        var answer = await Client.TransactGetItemsAsync(new TransactGetItemsRequest
        {
            TransactItems = [projected, Get(Orders, "none"), Get(Others, "2")],
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        });

        answer.Responses.Select(response => AttributeText.Show(response.Item)).Should().Equal("a=S:x;", "", "n=N:2;pk=S:2;");
        answer.ConsumedCapacity.ToDictionary(cost => cost.TableName, cost => cost.CapacityUnits)
            .Should().Equal(new Dictionary<string, double?> { [Orders] = 4, [Others] = 2 });
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "reads it twice", "/amazondynamodb/latest/APIReference/API_TransactGetItems.html")]
    public async Task TransactGet_OneItemTwice_IsRefused()
    {
        await CreateTableAsync();

        await ShouldBeInvalidAsync(
            () => ReadAsync(Get(Orders, "1"), Get(Orders, "1")), "Transaction request cannot include multiple operations on one item");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes 25", "/amazondynamodb/latest/APIReference/API_TransactGetItems.html")]
    public async Task TransactGet_HundredItems_AreTheMost()
    {
        await CreateTableAsync();
        var items = Enumerable.Range(0, 101).Select(number => Get(Orders, $"{number}")).ToArray();

        (await ReadAsync(items[..100])).Responses.Should().HaveCount(100);
        var more = () => ReadAsync(items);

        (await more.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives it", "/amazondynamodb/latest/APIReference/API_TransactGetItems.html")]
    public async Task TransactGet_MoreThanFourMegabytes_IsRefused()
    {
        await CreateTableAsync();
        for (var number = 0; number < 11; number++) await Client.PutItemAsync(Orders, Item($"{number}", ("a", S(new string('x', 390_000)))));

        var read = () => ReadAsync([.. Enumerable.Range(0, 11).Select(number => Get(Orders, $"{number}"))]);

        (await read.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
    }

    [ContractFact]
    public async Task TransactGet_TableMissing_IsNotFound()
    {
        var read = () => ReadAsync(Get("Nowhere", "1"));

        await read.Should().ThrowExactlyAsync<ResourceNotFoundException>();
    }

    [ContractFact]
    public async Task TransactGet_BesideTransactionsOverTwoTables_SeesThemWhole()
    {
        await CreateTableAsync();
        await CreateTableAsync(Others);

        var reads = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(async () =>
        {
            await WriteAsync([.. ((string[])[Orders, Others]).Select(table => Put(table, Item("1", ("writer", N($"{number}")))))]);
            return await ReadAsync(Get(Orders, "1"), Get(Others, "1"));
        })));

        reads.Should().OnlyContain(read => read.Responses[0].Item["writer"].N == read.Responses[1].Item["writer"].N);
    }

    [ContractFact]
    [DiffersOn(Emulator.DynamoDbLocal, "cancels it, if it looks at it at all", "/amazondynamodb/latest/APIReference/API_TransactWriteItems.html")]
    public async Task TransactWrite_OneItemTwice_IsRefused()
    {
        await CreateTableAsync();

        await ShouldBeInvalidAsync(
            () => WriteAsync(Put(Orders, Item("1")), Check(Orders, "1", "attribute_not_exists(pk)")),
            "Transaction request cannot include multiple operations on one item");
    }

    [ContractFact]
    public async Task TransactWrite_HundredItems_AreTheMost()
    {
        await CreateTableAsync();
        var items = Enumerable.Range(0, 101).Select(number => Put(Orders, Item($"{number}"))).ToArray();

        await WriteAsync(items[..100]);
        var more = () => WriteAsync(items);

        (await more.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
        (await Client.ScanAsync(new ScanRequest(Orders))).Count.Should().Be(100);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", "/amazondynamodb/latest/APIReference/API_TransactWriteItems.html")]
    public async Task TransactWrite_MoreThanFourMegabytes_IsRefused()
    {
        await CreateTableAsync();
        var items = Enumerable.Range(0, 11).Select(number => Put(Orders, Item($"{number}", ("a", S(new string('x', 390_000)))))).ToArray();

        var write = () => WriteAsync(items);

        (await write.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
        (await GetAsync("0")).Should().BeNull();
    }

    [ContractFact]
    public async Task TransactWrite_TableMissing_IsNotFound()
    {
        var write = () => WriteAsync(Put("Nowhere", Item("1")));

        await write.Should().ThrowExactlyAsync<ResourceNotFoundException>();
    }

    [ContractFact]
    public async Task TransactWrite_ManyAtOnceOverTwoTables_EachIsWhole()
    {
        await CreateTableAsync();
        await CreateTableAsync(Others);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() =>
        {
            string[] tables = number % 2 == 0 ? [Orders, Others] : [Others, Orders];
            return WriteAsync([.. tables.Select(table => Put(table, Item("1", ("writer", N($"{number}")))))]);
        })));

        (await GetAsync("1"))!["writer"].N.Should().Be((await GetAsync("1", Others))!["writer"].N);
    }

    private static TransactWriteItem Put(string table, Dictionary<string, AttributeValue> item) =>
        new() { Put = new() { TableName = table, Item = item } };

    private static TransactGetItem Get(string table, string key) => new() { Get = new() { TableName = table, Key = Item(key) } };

    private Task<TransactGetItemsResponse> ReadAsync(params TransactGetItem[] items) =>
        Client.TransactGetItemsAsync(new TransactGetItemsRequest { TransactItems = [.. items] });

    private TransactWriteItem AddOne(string key) => new()
    {
        Update = new()
        {
            TableName = Orders,
            Key = Item(key),
            UpdateExpression = "ADD n :one",
            ExpressionAttributeValues = new() { [":one"] = N("1") },
        },
    };

    private static TransactWriteItem Check(string table, string key, string condition) =>
        new() { ConditionCheck = new() { TableName = table, Key = Item(key), ConditionExpression = condition } };

    private Task<TransactWriteItemsResponse> WriteAsync(params TransactWriteItem[] items) =>
        Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [.. items] });
}

public sealed class TransactionInProcessTests() : TransactionContract(new InProcessBackend());

public sealed class TransactionHttpTests() : TransactionContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class TransactionMotoTests() : TransactionContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class TransactionDynamoDbLocalTests() : TransactionContract(new DynamoDbLocalBackend());
