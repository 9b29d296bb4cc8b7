using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Testing.Tests;

/// <summary>A table of the key <c>pk</c>, with a stream.</summary>
internal static class OrdersTable
{
    public const string Name = "Orders";

    public static async Task<TableDescription> CreateAsync(IAmazonDynamoDB client, StreamViewType? viewType = null) => (await client.CreateTableAsync(new CreateTableRequest
    {
        TableName = Name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [new("pk", ScalarAttributeType.S)],
        KeySchema = [new("pk", KeyType.HASH)],
        StreamSpecification = new() { StreamEnabled = true, StreamViewType = viewType ?? StreamViewType.KEYS_ONLY },
    })).TableDescription;

    public static Dictionary<string, AttributeValue> Key(string key) => new() { ["pk"] = new(key) };
}
