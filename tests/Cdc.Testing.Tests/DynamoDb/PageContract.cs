using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb;

public abstract class PageContract(AwsBackend backend) : DynamoDbTestBase(backend)
{
    [ContractTheory]
    [InlineData("pk = :a", "a,aa,ab,b,ba,\uE000,🚀")]
    [InlineData("pk = :a AND sk = :ab", "ab")]
    [InlineData("pk = :a AND sk < :ab", "a,aa")]
    [InlineData("pk = :a AND sk <= :ab", "a,aa,ab")]
    [InlineData("pk = :a AND sk > :ab", "b,ba,\uE000,🚀")]
    [InlineData("pk = :a AND sk >= :ab", "ab,b,ba,\uE000,🚀")]
    [InlineData("pk = :a AND sk BETWEEN :ab AND :b", "ab,b")]
    [InlineData("pk = :a AND begins_with(sk, :a)", "a,aa,ab")]
    [InlineData("begins_with(sk, :b) AND pk = :a", "b,ba")]
    [InlineData(":a = pk", "a,aa,ab,b,ba,\uE000,🚀")]
    [InlineData(":ab > sk AND :a = pk", "a,aa")]
    [InlineData("pk = :a AND :ab <= sk", "ab,b,ba,\uE000,🚀")]
    [InlineData("pk = :none", "")]
    [DiffersOn(Emulator.Moto, "takes no key on the right", "/amazondynamodb/latest/APIReference/API_Query.html",
        Rows = [":a = pk", ":ab > sk AND :a = pk", "pk = :a AND :ab <= sk"])]
    public async Task Query_KeyCondition_GivesTheRangeInOrder(string condition, string expected)
    {
        await CreateTableAsync(sortType: ScalarAttributeType.S);
        foreach (var sk in (string[])["b", "aa", "🚀", "a", "ba", "\uE000", "ab"]) await PutAsync("a", S(sk));
        await PutAsync("other", S("ab"));

        var forward = await QueryAsync(condition);
        var backward = await QueryAsync(condition, request => request.ScanIndexForward = false);

        string.Join(",", Sorts(forward)).Should().Be(expected);
        Sorts(backward).Should().Equal(Sorts(forward).Reverse());
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives numbers back as they were written", "/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html")]
    public async Task Query_NumberSortKeys_OrderByValue()
    {
        await CreateTableAsync(sortType: ScalarAttributeType.N);
        foreach (var sk in (string[])["10", "9", "-1", "0.5", "1E2"]) await PutAsync("a", N(sk));

        var items = (await QueryAsync("pk = :a")).Items;

        items.Select(item => item["sk"].N).Should().Equal("-1", "0.5", "9", "10", "100");
    }

    [ContractTheory]
    [InlineData("sk = :a", "Query condition missed key schema element: pk")]
    [InlineData("pk > :a", "Query key condition not supported")]
    [InlineData("pk = :a OR sk = :b", "Invalid operator used in KeyConditionExpression: OR")]
    [InlineData("pk = :a AND sk <> :b", "Invalid operator used in KeyConditionExpression: <>")]
    [InlineData("pk = :a AND elsewhere = :b", "Query condition missed key schema element: sk")]
    [InlineData("pk = :a AND sk = :b AND sk = :ab", "KeyConditionExpressions must only contain one condition per key")]
    [InlineData("pk = :a AND :a = :ab", "Invalid condition in KeyConditionExpression: No key attribute specified")]
    [InlineData("pk = :a AND sk = elsewhere", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")]
    [InlineData("pk = :a AND :b BETWEEN sk AND :b", "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand")]
    [InlineData("pk = :a AND begins_with(:b, sk)", "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand")]
    [InlineData("pk.x = :a", "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk")]
    [InlineData("pk = :empty", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")]
    [InlineData("pk = :a AND sk = :empty", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk")]
    [InlineData("pk = :a AND sk BETWEEN :empty AND :b", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk")]
    [InlineData("pk = :a AND begins_with(sk, :empty)", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk")]
    [InlineData("pk = :a AND sk = :long", "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes")]
    [InlineData("pk = :a AND sk = :n", "One or more parameter values were invalid: Condition parameter type does not match schema type")]
    [DiffersOn(Emulator.Moto, "takes it, or fails", "/amazondynamodb/latest/APIReference/API_Query.html",
        Rows = ["pk = :a OR sk = :b", "pk = :a AND sk <> :b", "pk = :a AND sk = :b AND sk = :ab", "pk = :a AND sk = :n", "pk = :a AND sk = :long"])]
    public async Task Query_ImpossibleKeyCondition_IsRefused(string condition, string message)
    {
        await CreateTableAsync(sortType: ScalarAttributeType.S);

        await ShouldBeInvalidAsync(() => QueryAsync(condition), message);
    }

    [ContractTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Query_WithLimit_PagesThroughEveryItemOnce(bool forward)
    {
        await CreateTableAsync(sortType: ScalarAttributeType.N);
        for (var number = 0; number < 10; number++) await PutAsync("a", N($"{number}"));

        var read = new List<string>();
        Dictionary<string, AttributeValue>? start = null;
        do
        {
            var page = await QueryAsync("pk = :a", request =>
            {
                request.Limit = 3;
                request.ExclusiveStartKey = start;
                request.ScanIndexForward = forward;
            });
            page.Items.Should().HaveCountLessThanOrEqualTo(3);
            read.AddRange(page.Items.Select(item => item["sk"].N));
            start = page.LastEvaluatedKey;
        }
        while (start is { Count: > 0 });

        var expected = Enumerable.Range(0, 10).Select(number => $"{number}");
        read.Should().Equal(forward ? expected : expected.Reverse());
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes a filter on the key", "/amazondynamodb/latest/APIReference/API_Query.html")]
    public async Task Query_Filter_CountsWhatItLookedAt()
    {
        await CreateTableAsync(sortType: ScalarAttributeType.N);
        for (var number = 0; number < 10; number++) await PutAsync("a", N($"{number}"), ("even", new() { BOOL = number % 2 == 0 }));

        var page = await QueryAsync("pk = :a", request =>
        {
            request.Limit = 5;
            request.FilterExpression = "even = :yes";
        });
        var count = await QueryAsync("pk = :a", request => request.Select = Select.COUNT);

        Sorts(page).Should().Equal("0", "2", "4");
        page.Count.Should().Be(3);
        page.ScannedCount.Should().Be(5);
        page.LastEvaluatedKey["sk"].N.Should().Be("4");
        count.Count.Should().Be(10);
        count.Items.Should().BeNullOrEmpty();
        await ShouldBeInvalidAsync(
            () => QueryAsync("pk = :a", request => request.FilterExpression = "sk = :n"),
            "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", "/amazondynamodb/latest/APIReference/API_Query.html")]
    public async Task Query_StartOutsideThePartition_IsRefused()
    {
        await CreateTableAsync(sortType: ScalarAttributeType.S);

        await ShouldBeInvalidAsync(
            () => QueryAsync("pk = :a", request => request.ExclusiveStartKey = Item("elsewhere", ("sk", S("x")))),
            "The provided starting key is outside query boundaries based on provided conditions");
        await ShouldBeInvalidAsync(
            () => QueryAsync("pk = :a", request => request.ExclusiveStartKey = Item("a")),
            "The provided starting key is invalid: The provided key element does not match the schema");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "counts a page otherwise", "/amazondynamodb/latest/APIReference/API_Scan.html")]
    public async Task Scan_MoreThanAMegabyte_ComesInPages()
    {
        await CreateTableAsync();
        for (var number = 0; number < 8; number++)
            await Client.PutItemAsync(Orders, Item($"{number}", ("data", S(new string('x', 300_000)))));

        var first = await Client.ScanAsync(new ScanRequest(Orders));
        var second = await Client.ScanAsync(new ScanRequest(Orders) { ExclusiveStartKey = first.LastEvaluatedKey });

        first.Items.Should().HaveCount(4);
        second.Items.Should().HaveCount(4);
        first.Items.Concat(second.Items).Select(item => item["pk"].S).Should().OnlyHaveUniqueItems();
    }

    [ContractFact]
    public async Task Scan_InSegments_CoversTheTableOnce()
    {
        await CreateTableAsync();
        for (var number = 0; number < 60; number++) await Client.PutItemAsync(Orders, Item($"{number}"));

        var segments = new List<List<string>>();
        for (var segment = 0; segment < 3; segment++)
        {
            var read = new List<string>();
            Dictionary<string, AttributeValue>? start = null;
            do
            {
                var page = await Client.ScanAsync(
                    new ScanRequest(Orders) { Segment = segment, TotalSegments = 3, Limit = 7, ExclusiveStartKey = start });
                read.AddRange(page.Items?.Select(item => item["pk"].S) ?? []);
                start = page.LastEvaluatedKey;
            }
            while (start is { Count: > 0 });
            segments.Add(read);
        }

        segments.Should().OnlyContain(segment => segment.Count > 0);
        segments.SelectMany(segment => segment).Should().BeEquivalentTo(Enumerable.Range(0, 60).Select(number => $"{number}"));
        await ShouldBeInvalidAsync(
            () => Client.ScanAsync(new ScanRequest(Orders) { Segment = 3, TotalSegments = 3 }),
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 3 is not less than TotalSegments: 3");
    }

    [ContractFact]
    public async Task BatchWriteItem_PutsAndDeletes_AreAllDone()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("old"));

        var answer = await Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>>
        {
            [Orders] = [new(new PutRequest(Item("1"))), new(new PutRequest(Item("2"))), new(new DeleteRequest(Item("old")))],
        });

        answer.UnprocessedItems.Should().BeNullOrEmpty();
        (await Client.ScanAsync(new ScanRequest(Orders))).Items.Select(item => item["pk"].S).Should().BeEquivalentTo("1", "2");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes 26 writes", "/amazondynamodb/latest/APIReference/API_BatchWriteItem.html")]
    public async Task BatchWriteItem_OutOfBounds_IsRefusedAndWritesNothing()
    {
        await CreateTableAsync();

        await ShouldBeInvalidAsync(
            () => WriteAsync([.. Enumerable.Range(0, 26).Select(number => Item($"{number}"))]),
            "Too many items requested for the BatchWriteItem call");
        await ShouldBeInvalidAsync(() => WriteAsync([Item("1"), Item("1")]), "Provided list of item keys contains duplicates");
        await ShouldBeInvalidAsync(
            () => WriteAsync([Item("1"), []]), "One or more parameter values were invalid: Missing the key pk in the item");
        (await Client.ScanAsync(new ScanRequest(Orders))).Count.Should().Be(0);

        Task WriteAsync(List<Dictionary<string, AttributeValue>> items) => Client.BatchWriteItemAsync(
            new Dictionary<string, List<WriteRequest>> { [Orders] = [.. items.Select(item => new WriteRequest(new PutRequest(item)))] });
    }

    [ContractFact]
    public async Task BatchGetItem_SomeMissing_GivesTheOthers()
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("1", ("a", S("x")), ("b", S("y"))));

        var answer = await Client.BatchGetItemAsync(new Dictionary<string, KeysAndAttributes>
        {
            [Orders] = new() { Keys = [Item("1"), Item("2")], ProjectionExpression = "a" },
        });

        answer.Responses[Orders].Should().ContainSingle().Which.Keys.Should().Equal("a");
        answer.UnprocessedKeys.Should().BeNullOrEmpty();
    }

    [ContractFact]
    public async Task BatchGetItem_OutOfBounds_IsRefused()
    {
        await CreateTableAsync();

        await ShouldBeInvalidAsync(
            () => ReadAsync(Enumerable.Range(0, 101).Select(number => $"{number}")), "Too many items requested for the BatchGetItem call");
        await ShouldBeInvalidAsync(() => ReadAsync(["1", "1"]), "Provided list of item keys contains duplicates");
    }

    [ContractFact]
    public async Task BatchGetItem_MoreThan16Megabytes_LeavesTheRestUnprocessed()
    {
        await CreateTableAsync();
        for (var number = 0; number < 50; number++)
            await Client.PutItemAsync(Orders, Item($"{number}", ("data", S(new string('x', 400_000)))));

        var answer = await ReadAsync(Enumerable.Range(0, 50).Select(number => $"{number}"));

        answer.Responses[Orders].Should().HaveCount(41);
        answer.UnprocessedKeys[Orders].Keys.Should().HaveCount(9);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has another error for an index that is missing", "/amazondynamodb/latest/APIReference/API_Query.html")]
    public async Task Indexes_Queried_GiveProjectedItemsInTheirOrder()
    {
        await Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = Orders,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions =
            [
                new("pk", ScalarAttributeType.S), new("sk", ScalarAttributeType.S), new("who", ScalarAttributeType.S), new("at", ScalarAttributeType.N),
            ],
            KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
            GlobalSecondaryIndexes =
            [
                new() { IndexName = "ByWho", KeySchema = [new("who", KeyType.HASH)], Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY } },
            ],
            LocalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "ByTime",
                    KeySchema = [new("pk", KeyType.HASH), new("at", KeyType.RANGE)],
                    Projection = new() { ProjectionType = ProjectionType.ALL },
                },
            ],
        });
        await PutAsync("a", S("1"), ("who", S("ann")), ("at", N("30")), ("more", S("x")));
        await PutAsync("a", S("2"), ("who", S("bob")), ("at", N("20")));
        await PutAsync("a", S("3"), ("at", N("10")));
        await PutAsync("b", S("4"), ("who", S("ann")));
        await PutAsync("a", S("2"), ("who", S("ann")), ("at", N("40")));

        var byTime = await QueryAsync("pk = :a", request => request.IndexName = "ByTime");
        var byWho = new List<Dictionary<string, AttributeValue>>();
        Dictionary<string, AttributeValue>? start = null;
        do
        {
            var page = await QueryAsync("who = :ann", request =>
            {
                request.IndexName = "ByWho";
                request.Limit = 1;
                request.ExclusiveStartKey = start;
            });
            byWho.AddRange(page.Items ?? []);
            start = page.LastEvaluatedKey;
        }
        while (start is { Count: > 0 });

        Sorts(byTime).Should().Equal("3", "1", "2");
        byTime.Items[1]["more"].S.Should().Be("x");
        byWho.Select(item => item["sk"].S).Should().BeEquivalentTo("1", "2", "4");
        byWho.Should().OnlyContain(item => item.Count == 3);
        await ShouldBeInvalidAsync(
            () => QueryAsync("who = :ann", request => (request.IndexName, request.ProjectionExpression) = ("ByWho", "more")),
            "One or more parameter values were invalid: Global secondary index ByWho does not project [more]");
        await ShouldBeInvalidAsync(
            () => QueryAsync("who = :ann", request => (request.IndexName, request.FilterExpression) = ("ByWho", "attribute_exists(more)")),
            "One or more parameter values were invalid: Secondary index ByWho does not project one or more filter attributes: [more]");
        await ShouldBeInvalidAsync(
            () => QueryAsync("pk = :a", request => request.IndexName = "Missing"), "The table does not have the specified index: Missing");
    }

    private Task<BatchGetItemResponse> ReadAsync(IEnumerable<string> keys) => Client.BatchGetItemAsync(
        new Dictionary<string, KeysAndAttributes> { [Orders] = new() { Keys = [.. keys.Select(key => Item(key))] } });

    private Task<PutItemResponse> PutAsync(string pk, AttributeValue sk, params (string Name, AttributeValue Value)[] attributes) =>
        Client.PutItemAsync(Orders, Item(pk, [("sk", sk), .. attributes]));

    private Task<QueryResponse> QueryAsync(string condition, Action<QueryRequest>? configure = null)
    {
        var request = new QueryRequest(Orders) { KeyConditionExpression = condition };
        configure?.Invoke(request);
        Dictionary<string, AttributeValue> values = new()
        {
            [":a"] = S("a"),
            [":ab"] = S("ab"),
            [":b"] = S("b"),
            [":none"] = S("none"),
            [":ann"] = S("ann"),
            [":n"] = N("1"),
            [":empty"] = S(""),
            [":long"] = S(new string('x', 1025)),
            [":yes"] = new() { BOOL = true },
        };
        var words = $"{condition} {request.FilterExpression}".Split([' ', '(', ')', ',']).ToHashSet();
        request.ExpressionAttributeValues = values.Where(value => words.Contains(value.Key)).ToDictionary();
        return Client.QueryAsync(request);
    }

    private static IEnumerable<string> Sorts(QueryResponse response) => (response.Items ?? []).Select(item => item["sk"].S ?? item["sk"].N);
}

public sealed class PageInProcessTests() : PageContract(new InProcessBackend());

public sealed class PageHttpTests() : PageContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class PageMotoTests() : PageContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class PageDynamoDbLocalTests() : PageContract(new DynamoDbLocalBackend());
