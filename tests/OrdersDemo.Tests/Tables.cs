using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OrdersDemo.Tests;

internal static class Tables
{
    public static Task CreateAsync(IAmazonDynamoDB dynamoDb) => dynamoDb.CreateTableAsync(new CreateTableRequest
    {
        TableName = "Orders",
        KeySchema = [new("orderId", KeyType.HASH)],
        AttributeDefinitions = [new("orderId", ScalarAttributeType.S)],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    });
}
