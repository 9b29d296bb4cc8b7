using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb;

public abstract class TableContract(AwsBackend backend) : DynamoDbTestBase(backend)
{
    [ContractFact]
    public async Task CreateTable_New_IsActiveAtOnce()
    {
        var created = await CreateTableAsync(sortType: ScalarAttributeType.N, viewType: StreamViewType.NEW_AND_OLD_IMAGES);

        var table = (await Client.DescribeTableAsync(Orders)).Table;
        table.TableStatus.Should().Be(TableStatus.ACTIVE);
        table.TableArn.Should().MatchRegex($"^arn:aws:dynamodb:[a-z0-9-]+:[0-9]{{12}}:table/{Orders}$");
        table.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType}").Should().Equal("pk HASH", "sk RANGE");
        table.AttributeDefinitions.Select(key => $"{key.AttributeName} {key.AttributeType}").Should().Equal("pk S", "sk N");
        table.BillingModeSummary.BillingMode.Should().Be(BillingMode.PAY_PER_REQUEST);
        table.StreamSpecification.StreamViewType.Should().Be(StreamViewType.NEW_AND_OLD_IMAGES);
        table.LatestStreamArn.Should().Be($"{table.TableArn}/stream/{table.LatestStreamLabel}").And.Be(created.LatestStreamArn);
        table.ItemCount.Should().Be(0);
    }

    [ContractFact]
    public async Task CreateTable_WithoutStream_HasNone()
    {
        var table = await CreateTableAsync();

        table.LatestStreamArn.Should().BeNull();
        table.StreamSpecification.Should().BeNull();
    }

    [ContractFact]
    public async Task CreateTable_Twice_IsInUse()
    {
        await CreateTableAsync();

        var again = () => CreateTableAsync();

        ShouldSay((await again.Should().ThrowExactlyAsync<ResourceInUseException>()).Which, $"Table already exists: {Orders}");
    }

    [ContractFact]
    public async Task CreateTable_AfterDeletion_HasAnotherStreamAndNoItems()
    {
        var first = await CreateTableAsync(viewType: StreamViewType.KEYS_ONLY);
        await Client.PutItemAsync(Orders, Item("1"));

        await Client.DeleteTableAsync(Orders);
        var second = await CreateTableAsync(viewType: StreamViewType.KEYS_ONLY);

        second.LatestStreamArn.Should().NotBe(first.LatestStreamArn);
        (await GetAsync("1")).Should().BeNull();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "says that it is active", "/amazondynamodb/latest/APIReference/API_DeleteTable.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "says that it is active", "/amazondynamodb/latest/APIReference/API_DeleteTable.html")]
    public async Task DeleteTable_Present_IsBeingDeleted()
    {
        await CreateTableAsync();

        (await Client.DeleteTableAsync(Orders)).TableDescription.TableStatus.Should().Be(TableStatus.DELETING);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives the key schema and more", "/amazondynamodb/latest/APIReference/API_DeleteTable.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "gives the key schema and more", "/amazondynamodb/latest/APIReference/API_DeleteTable.html")]
    public async Task DeleteTable_Present_TellsWhichTableButNotItsSchema()
    {
        var created = await CreateTableAsync();

        var deleted = (await Client.DeleteTableAsync(Orders)).TableDescription;

        (deleted.TableName, deleted.TableArn, deleted.TableId).Should().Be((created.TableName, created.TableArn, created.TableId));
        deleted.BillingModeSummary.BillingMode.Should().Be(BillingMode.PAY_PER_REQUEST);
        deleted.BillingModeSummary.LastUpdateToPayPerRequestDateTime.Should().NotBeNull();
        deleted.KeySchema.Should().BeNullOrEmpty();
        deleted.AttributeDefinitions.Should().BeNullOrEmpty();
        deleted.CreationDateTime.Should().BeNull();
    }

    [ContractTheory]
    [InlineData(true, 12_000, 4_000)]
    [InlineData(false, 7, 3)]
    [DiffersOn(Emulator.Moto, "leaves members out", "/amazondynamodb/latest/APIReference/API_DescribeTable.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "leaves members out", "/amazondynamodb/latest/APIReference/API_DescribeTable.html")]
    public async Task DescribeTable_WithAnIndex_TellsSizesAndThroughput(bool isOnDemand, int reads, int writes)
    {
        var units = isOnDemand ? null : new ProvisionedThroughput(7, 3);
        await Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = Orders,
            BillingMode = isOnDemand ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED,
            ProvisionedThroughput = units,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S), new("who", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
            GlobalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "ByWho",
                    KeySchema = [new("who", KeyType.HASH)],
                    Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY },
                    ProvisionedThroughput = units,
                },
            ],
        });
        await Client.PutItemAsync(Orders, Item("1", ("who", S("ann")), ("more", S("not in the index"))));

        var table = (await Client.DescribeTableAsync(Orders)).Table;

        var index = table.GlobalSecondaryIndexes.Single();
        index.IndexSizeBytes.Should().Be("pk1whoann".Length);
        (index.WarmThroughput.ReadUnitsPerSecond, index.WarmThroughput.WriteUnitsPerSecond).Should().Be((reads, writes));
        (table.WarmThroughput.ReadUnitsPerSecond, table.WarmThroughput.WriteUnitsPerSecond).Should().Be((reads, writes));
        table.WarmThroughput.Status.Should().Be(TableStatus.ACTIVE);
        if (isOnDemand) table.BillingModeSummary.LastUpdateToPayPerRequestDateTime.Should().NotBeNull();
    }

    [ContractFact]
    public async Task DescribeTable_Missing_IsNotFound()
    {
        var describe = () => Client.DescribeTableAsync("Nowhere");
        var delete = () => Client.DeleteTableAsync("Nowhere");

        foreach (var call in (Func<Task>[])[describe, delete])
            ShouldSay((await call.Should().ThrowExactlyAsync<ResourceNotFoundException>()).Which, "Requested resource not found: Table: Nowhere not found");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "starts at the beginning after a table that does not exist", "/amazondynamodb/latest/APIReference/API_ListTables.html")]
    public async Task ListTables_MoreThanTheLimit_ComeInPages()
    {
        foreach (var suffix in (string[])["c", "a", "b"]) await CreateTableAsync($"{Orders}-{suffix}");

        var first = await Client.ListTablesAsync(new ListTablesRequest { Limit = 2, ExclusiveStartTableName = Orders });
        var second = await Client.ListTablesAsync(new ListTablesRequest { Limit = 1, ExclusiveStartTableName = first.LastEvaluatedTableName });

        first.TableNames.Should().Equal($"{Orders}-a", $"{Orders}-b");
        first.LastEvaluatedTableName.Should().Be($"{Orders}-b");
        second.TableNames.Should().Equal($"{Orders}-c");
    }

    [ContractFact]
    public async Task CreateTable_KeyWithoutDefinition_IsRefused() =>
        await ShouldBeInvalidAsync(
            () => Client.CreateTableAsync(new CreateTableRequest
            {
                TableName = Orders,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new("other", ScalarAttributeType.S)],
                KeySchema = [new("pk", KeyType.HASH)],
            }),
            "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [pk], AttributeDefinitions: [other]");

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it twice", "/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html")]
    public async Task UpdateTimeToLive_Enabled_IsDescribed()
    {
        await CreateTableAsync();
        (await Client.DescribeTimeToLiveAsync(Orders)).TimeToLiveDescription.TimeToLiveStatus.Should().Be(TimeToLiveStatus.DISABLED);

        await EnableTimeToLiveAsync();

        var description = (await Client.DescribeTimeToLiveAsync(Orders)).TimeToLiveDescription;
        description.TimeToLiveStatus.Should().Be(TimeToLiveStatus.ENABLED);
        description.AttributeName.Should().Be("expires");
        await ShouldBeInvalidAsync(EnableTimeToLiveAsync, "TimeToLive is already enabled");
    }

    private Task EnableTimeToLiveAsync() => Client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
    {
        TableName = Orders,
        TimeToLiveSpecification = new() { AttributeName = "expires", Enabled = true },
    });
}

public sealed class TableInProcessTests() : TableContract(new InProcessBackend());

public sealed class TableHttpTests() : TableContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class TableMotoTests() : TableContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class TableDynamoDbLocalTests() : TableContract(new DynamoDbLocalBackend());
