using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb;

/// <summary>How long names may be, how deep items, how many of what.</summary>
public abstract class LimitContract(AwsBackend backend) : DynamoDbTestBase(backend)
{
    private const string Limits = "/amazondynamodb/latest/developerguide/Constraints.html";

    [ContractTheory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(65_535, true)]
    [InlineData(65_536, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [0, 65_536])]
    public async Task PutItem_AttributeName_HasUpTo65535Bytes(int bytes, bool fits)
    {
        await CreateTableAsync();
        var name = new string('x', bytes);

        await ShouldBeAsync(fits, () => Client.PutItemAsync(Orders, Item("1", (name, S("v")))));
        await ShouldBeAsync(fits, () => Client.PutItemAsync(Orders, Item("2", ("map", new() { M = new() { [name] = S("v") } }))));
        await ShouldBeAsync(fits, () => Client.GetItemAsync(new GetItemRequest
        {
            TableName = Orders,
            Key = Item("1"),
            ProjectionExpression = "#name",
            ExpressionAttributeNames = new() { ["#name"] = name },
        }));
    }

    [ContractTheory]
    [InlineData(1, true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [256])]
    public async Task CreateTable_NamesInKeysAndProjections_HaveUpTo255Bytes(int bytes, bool fits)
    {
        var name = new string('x', bytes);

        await ShouldBeAsync(fits, () => CreateAsync("key", [new(name, "HASH")], []));
        await ShouldBeAsync(fits, () => CreateAsync("index", [new("pk", "HASH")], [Index("ByName", name)]));
        await ShouldBeAsync(fits, () => CreateAsync("projection", [new("pk", "HASH")], [Index("ByWho", "who", name)]));
    }

    [ContractTheory]
    [InlineData("ab", false)]
    [InlineData("abc", true)]
    [InlineData("a.b-c_D9", true)]
    [InlineData("a b", false)]
    [InlineData("a/bc", false)]
    [InlineData("naïve", false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = ["ab", "a b", "a/bc", "naïve"])]
    public Task CreateTable_IndexName_IsOfLettersDigitsAndThreeSigns(string name, bool fits) =>
        ShouldBeAsync(fits, () => CreateAsync("index", [new("pk", "HASH")], [Index(name, "who")]));

    [ContractTheory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [256])]
    public Task CreateTable_IndexName_HasUpTo255Letters(int letters, bool fits) =>
        ShouldBeAsync(fits, () => CreateAsync("index", [new("pk", "HASH")], [Index(new string('x', letters), "who")]));

    [ContractTheory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [21])]
    public Task CreateTable_GlobalIndexes_AreUpToTwenty(int count, bool fits) => ShouldBeAsync(
        fits, () => CreateAsync("indexes", [new("pk", "HASH")], [.. Enumerable.Range(0, count).Select(number => Index($"By{number}", $"a{number}"))]));

    [ContractTheory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [101])]
    public Task CreateTable_ProjectedAttributes_AreUpToAHundred(int count, bool fits) => ShouldBeAsync(
        fits, () => CreateAsync("projection", [new("pk", "HASH")], [Index("ByWho", "who", [.. Enumerable.Range(0, count).Select(number => $"a{number}")])]));

    [ContractTheory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [101])]
    public async Task Condition_ListOfIn_HasUpToAHundredValues(int count, bool fits)
    {
        await CreateTableAsync();
        var values = Enumerable.Range(0, count).ToDictionary(number => $":v{number}", number => S($"{number}"));

        await ShouldBeAsync(fits, () => PutUnlessAsync($"pk IN ({string.Join(", ", values.Keys)})", values));
    }

    [ContractTheory]
    [InlineData("a = :v", 149, true)]
    [InlineData("a = :v", 151, false)]
    [InlineData("contains(a, :v)", 151, false)]
    [InlineData("NOT a = :v", 101, false)]
    [InlineData("a BETWEEN :v AND :v", 151, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [101, 151])]
    public async Task Condition_Operators_AreUpTo300(string condition, int count, bool fits)
    {
        await CreateTableAsync();

        await ShouldBeAsync(fits, () => PutUnlessAsync(string.Join(" OR ", Enumerable.Repeat(condition, count)), new() { [":v"] = S("v") }));
    }

    [ContractTheory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [33])]
    public async Task Path_Levels_AreUpTo32(int levels, bool fits)
    {
        await CreateTableAsync();

        await ShouldBeAsync(fits, () => ReadAsync("a" + string.Concat(Enumerable.Repeat(".a", levels - 1))));
        await ShouldBeAsync(fits, () => ReadAsync("a" + string.Concat(Enumerable.Repeat("[0]", levels - 1))));
    }

    [ContractTheory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [256])]
    public async Task Placeholders_Letters_AreUpTo255(int letters, bool fits)
    {
        await CreateTableAsync();
        var (name, value) = ("#" + new string('n', letters - 1), ":" + new string('v', letters - 1));

        await ShouldBeAsync(fits, () => ReadAsync(name, new() { [name] = "pk" }));
        await ShouldBeAsync(fits, () => PutUnlessAsync($"pk = {value}", new() { [value] = S("v") }));
    }

    [ContractTheory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    [DiffersOn(Emulator.Moto, "takes it", Limits, Rows = [31])]
    public async Task Update_ValuePutDeepIntoAnItem_CountsFromTheItem(int levels, bool fits)
    {
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item("1", ("map", new() { M = [], IsMSet = true })));

        await ShouldBeAsync(fits, () => Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Orders,
            Key = Item("1"),
            UpdateExpression = "SET #map.deep = :value",
            ExpressionAttributeNames = new() { ["#map"] = "map" },
            ExpressionAttributeValues = new() { [":value"] = Enumerable.Range(0, levels).Aggregate(S("x"), (inner, _) => new() { L = [inner] }) },
        }));
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", Limits)]
    public async Task UpdateTimeToLive_AttributeName_HasUpTo255Bytes()
    {
        await CreateTableAsync();

        await ShouldBeAsync(fits: false, () => Client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
        {
            TableName = Orders,
            TimeToLiveSpecification = new() { AttributeName = new string('x', 256), Enabled = true },
        }));
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "does nothing", "/amazondynamodb/latest/APIReference/API_BatchWriteItem.html")]
    public async Task BatchWriteItem_EmptyListForOneTable_IsRefused()
    {
        await CreateTableAsync();
        await CreateTableAsync(Others);
        var write = new WriteRequest(new PutRequest(Item("1")));

        await ShouldBeAsync(fits: false, () => Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>> { [Orders] = [] }));
        await ShouldBeAsync(fits: false, () => Client.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>> { [Others] = [write], [Orders] = [] }));

        (await GetAsync("1", Others)).Should().BeNull();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "reads it, and says that the item is too large", Limits)]
    public async Task Request_OfMoreThan16Megabytes_IsTooLarge()
    {
        await CreateTableAsync();

        var put = () => Client.PutItemAsync(Orders, Item("1", ("a", S(new string('x', 16 * 1024 * 1024)))));

        (await put.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private static GlobalSecondaryIndex Index(string name, string key, params string[] projected) => new()
    {
        IndexName = name,
        KeySchema = [new(key, KeyType.HASH)],
        Projection = projected.Length == 0
            ? new() { ProjectionType = ProjectionType.KEYS_ONLY }
            : new() { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. projected] },
    };

    private static async Task ShouldBeAsync(bool fits, Func<Task> call)
    {
        if (fits) await call();
        else (await call.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
    }

    private Task<CreateTableResponse> CreateAsync(string suffix, List<KeySchemaElement> key, List<GlobalSecondaryIndex> indexes) =>
        Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = $"{Orders}-{suffix}",
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions =
            [
                .. indexes.SelectMany(index => index.KeySchema).Concat(key).Select(element => element.AttributeName).Distinct()
                    .Select(name => new AttributeDefinition(name, ScalarAttributeType.S)),
            ],
            KeySchema = key,
            GlobalSecondaryIndexes = indexes.Count > 0 ? indexes : null,
        });

    /// <summary>Puts an item that is not there, unless a condition that does not hold of it is refused.</summary>
    private Task<PutItemResponse> PutUnlessAsync(string condition, Dictionary<string, AttributeValue> values) => Client.PutItemAsync(new PutItemRequest
    {
        TableName = Orders,
        Item = Item("1"),
        ConditionExpression = $"attribute_not_exists(pk) OR {condition}",
        ExpressionAttributeValues = values,
    });

    private Task<GetItemResponse> ReadAsync(string projection, Dictionary<string, string>? names = null) => Client.GetItemAsync(new GetItemRequest
    {
        TableName = Orders,
        Key = Item("1"),
        ProjectionExpression = projection,
        ExpressionAttributeNames = names,
    });
}

public sealed class LimitInProcessTests() : LimitContract(new InProcessBackend());

public sealed class LimitHttpTests() : LimitContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class LimitMotoTests() : LimitContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class LimitDynamoDbLocalTests() : LimitContract(new DynamoDbLocalBackend());
