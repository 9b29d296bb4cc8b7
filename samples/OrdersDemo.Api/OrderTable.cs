using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Options;

namespace OrdersDemo.Api;

/// <summary>The orders in DynamoDB. Every write is conditional, so no writer overwrites another's change without knowing it.</summary>
internal sealed class OrderTable(IAmazonDynamoDB dynamoDb, IOptions<OrdersApiOptions> options, TimeProvider timeProvider)
{
    private string TableName => options.Value.TableName;

    /// <summary>Adds an order, unless its id is taken.</summary>
    /// <returns>False where it is taken.</returns>
    public async Task<bool> TryAddAsync(Order order, string requestHash, CancellationToken cancellationToken)
    {
        try
        {
            await dynamoDb.PutItemAsync(
                new PutItemRequest
                {
                    TableName = TableName,
                    Item = OrderItem.From(order, requestHash),
                    ConditionExpression = $"attribute_not_exists({OrderItem.Key})",
                },
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Reads an order and the hash of the request that placed it.</summary>
    public async Task<(Order Order, string RequestHash)?> FindAsync(string orderId, CancellationToken cancellationToken)
    {
        var answer = await dynamoDb.GetItemAsync(
            new GetItemRequest { TableName = TableName, Key = OrderItem.KeyOf(orderId), ConsistentRead = true }, cancellationToken);
        return answer.IsItemSet ? (OrderItem.ToOrder(answer.Item), answer.Item[OrderItem.RequestHash].S) : null;
    }

    /// <summary>Changes the status of an order that still has the given version.</summary>
    /// <returns>The order as it is now, or null where the version is another or the order is gone.</returns>
    public async Task<Order?> TrySetStatusAsync(string orderId, string status, long version, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await dynamoDb.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = TableName,
                    Key = OrderItem.KeyOf(orderId),
                    UpdateExpression = $"SET #status = :status, version = version + :one, updatedAt = :now, {OrdersApi.TraceParentAttribute} = :trace",
                    ConditionExpression = "version = :version",
                    ExpressionAttributeNames = new() { ["#status"] = "status" },
                    ExpressionAttributeValues = new()
                    {
                        [":status"] = new(status),
                        [":one"] = OrderItem.Number(1),
                        [":now"] = OrderItem.Time(timeProvider.GetUtcNow()),
                        [":version"] = OrderItem.Number(version),
                        [":trace"] = OrderItem.Trace(),
                    },
                    ReturnValues = ReturnValue.ALL_NEW,
                },
                cancellationToken);
            return OrderItem.ToOrder(answer.Attributes);
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    /// <summary>Deletes an order if it exists and, where a version is given, still has that version.</summary>
    /// <returns>False where it does not exist, or has another version.</returns>
    public async Task<bool> TryDeleteAsync(string orderId, long? version, CancellationToken cancellationToken)
    {
        try
        {
            await dynamoDb.DeleteItemAsync(
                new DeleteItemRequest
                {
                    TableName = TableName,
                    Key = OrderItem.KeyOf(orderId),
                    ConditionExpression = version is null ? $"attribute_exists({OrderItem.Key})" : "version = :version",
                    ExpressionAttributeValues = version is { } number ? new() { [":version"] = OrderItem.Number(number) } : null,
                },
                cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
