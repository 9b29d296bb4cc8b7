using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>Puts orders of six attributes, each a new one, into a table whose stream has both images.</summary>
internal sealed class PutItems : ILocalWork
{
    private const string Table = "Orders";

    public async Task<Func<int, int, Task<int>>> BeginAsync(LocalAws aws)
    {
        var client = aws.CreateDynamoDbClient();
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = Table,
            KeySchema = [new("orderId", KeyType.HASH)],
            AttributeDefinitions = [new("orderId", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
        });
        return async (worker, step) =>
        {
            await client.PutItemAsync(new PutItemRequest { TableName = Table, Item = ItemOf(worker, step) });
            return 1;
        };
    }

    private static Dictionary<string, AttributeValue> ItemOf(int worker, int step) => new()
    {
        ["orderId"] = new(string.Create(CultureInfo.InvariantCulture, $"o-{worker}-{step}")),
        ["customerId"] = new("c-1"),
        ["status"] = new("placed"),
        ["total"] = new() { N = "129.50" },
        ["paid"] = new() { BOOL = true },
        ["placedAt"] = new("2026-11-22T10:00:00Z"),
    };
}
