using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>The table that items are loaded from.</summary>
internal static class OrdersTable
{
    public const string Name = "Orders";

    public static Task CreateAsync(IAmazonDynamoDB dynamoDb, params (string Name, string Type)[] key) => dynamoDb.CreateTableAsync(new CreateTableRequest
    {
        TableName = Name,
        KeySchema = [.. key.Select((attribute, index) => new KeySchemaElement(attribute.Name, index == 0 ? KeyType.HASH : KeyType.RANGE))],
        AttributeDefinitions = [.. key.Reverse().Select(attribute => new AttributeDefinition(attribute.Name, new ScalarAttributeType(attribute.Type)))],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    });

    /// <summary>Creates it with a paid order in it, whose key is <c>id</c>.</summary>
    public static async Task CreateWithPaidAsync(IAmazonDynamoDB dynamoDb, string id)
    {
        await CreateAsync(dynamoDb, ("id", "S"));
        await dynamoDb.PutItemAsync(Name, new Dictionary<string, AttributeValue> { ["id"] = new(id), ["status"] = new("paid") });
    }
}
