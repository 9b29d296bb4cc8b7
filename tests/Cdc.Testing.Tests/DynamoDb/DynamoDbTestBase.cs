using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Testing.Tests.DynamoDb;

/// <summary>A client and a way to make tables, for every suite on DynamoDB.</summary>
public abstract class DynamoDbTestBase(AwsBackend backend) : IAsyncLifetime
{
    protected AwsBackend Backend { get; } = backend;

    protected AmazonDynamoDBClient Client { get; private set; } = null!;

    /// <summary>The name of the table that most tests make: an emulator that tests share has one for each of them.</summary>
    protected string Orders { get; } = $"Orders-{Guid.NewGuid():N}";

    /// <summary>The name of another one.</summary>
    protected string Others => $"{Orders}-others";

    public virtual async Task InitializeAsync()
    {
        await Backend.InitializeAsync();
        Client = Backend.CreateDynamoDbClient();
    }

    public virtual async Task DisposeAsync()
    {
        Client.Dispose();
        await Backend.DisposeAsync();
    }

    /// <summary>Creates a table with the partition key <c>pk</c> and, where a type is given, the sort key <c>sk</c>.</summary>
    protected async Task<TableDescription> CreateTableAsync(
        string? name = null, ScalarAttributeType? sortType = null, StreamViewType? viewType = null)
    {
        var request = new CreateTableRequest
        {
            TableName = name ?? Orders,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
            KeySchema = [new("pk", KeyType.HASH)],
        };
        if (sortType is not null)
        {
            request.AttributeDefinitions.Add(new("sk", sortType));
            request.KeySchema.Add(new("sk", KeyType.RANGE));
        }

        if (viewType is not null) request.StreamSpecification = new() { StreamEnabled = true, StreamViewType = viewType };
        return (await Client.CreateTableAsync(request)).TableDescription;
    }

    protected static AttributeValue S(string text) => new(text);

    protected static AttributeValue N(string number) => new() { N = number };

    protected static Dictionary<string, AttributeValue> Item(string pk, params (string Name, AttributeValue Value)[] attributes)
    {
        var item = new Dictionary<string, AttributeValue> { ["pk"] = S(pk) };
        foreach (var (name, value) in attributes) item[name] = value;
        return item;
    }

    /// <summary>The item with the key, or null where there is none.</summary>
    protected async Task<Dictionary<string, AttributeValue>?> GetAsync(string pk, string? table = null) =>
        (await Client.GetItemAsync(table ?? Orders, Item(pk), consistentRead: true)).Item is { Count: > 0 } item ? item : null;

    protected void ShouldSay(Exception error, string message)
    {
        if (Backend.Says(message)) error.Message.Should().Be(message);
    }

    /// <summary>Expects AWS's refusal, word for word where the backend has AWS's words.</summary>
    protected async Task ShouldBeInvalidAsync(Func<Task> call, string message)
    {
        var error = (await call.Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which;
        error.ErrorCode.Should().Be("ValidationException");
        ShouldSay(error, message);
    }
}
