using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.EndToEnd.Tests;

/// <summary>A table with a stream, made for one test.</summary>
internal sealed class Table(AmazonDynamoDBClient client, string name, string streamArn)
{
    public string Name => name;

    public string StreamArn => streamArn;

    public static async Task<Table> CreateAsync(AmazonDynamoDBClient client, params (string Name, ScalarAttributeType Type)[] keys)
    {
        var name = $"Orders-{Guid.NewGuid():N}";
        var created = await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            KeySchema = [.. keys.Select((key, index) => new KeySchemaElement(key.Name, index == 0 ? KeyType.HASH : KeyType.RANGE))],
            AttributeDefinitions = [.. keys.Select(key => new AttributeDefinition(key.Name, key.Type))],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
        });
        return new Table(client, name, created.TableDescription.LatestStreamArn);
    }

    public Task PutAsync(Dictionary<string, AttributeValue> key, string status) =>
        client.PutItemAsync(name, new Dictionary<string, AttributeValue>(key) { ["status"] = new(status) });

    public Task DeleteAsync(Dictionary<string, AttributeValue> key) => client.DeleteItemAsync(name, key);

    /// <summary>Inserts, modifies and removes an item.</summary>
    public async Task ChangeThriceAsync(Dictionary<string, AttributeValue> key)
    {
        await PutAsync(key, "placed");
        await PutAsync(key, "paid");
        await DeleteAsync(key);
    }
}
