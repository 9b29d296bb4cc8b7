using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Options;

namespace OrdersDemo.Listener;

/// <summary>Reads an order by its id, as it is now.</summary>
/// <param name="dynamoDb">The client.</param>
/// <param name="options">The table.</param>
public sealed class OrderReader(IAmazonDynamoDB dynamoDb, IOptions<OrderReaderOptions> options)
{
    /// <summary>Reads an order.</summary>
    /// <param name="orderId">The order's id.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The order, or null where it no longer exists.</returns>
    public async Task<OrderSummary?> ReadAsync(string orderId, CancellationToken cancellationToken)
    {
        var answer = await dynamoDb.GetItemAsync(
            new GetItemRequest
            {
                TableName = options.Value.TableName,
                Key = new() { ["orderId"] = new AttributeValue(orderId) },
                ConsistentRead = true,
            },
            cancellationToken);
        if (!answer.IsItemSet) return null;
        return new OrderSummary(
            orderId,
            answer.Item["status"].S,
            decimal.Parse(answer.Item["total"].N, CultureInfo.InvariantCulture),
            long.Parse(answer.Item["version"].N, CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(answer.Item["updatedAt"].S, CultureInfo.InvariantCulture));
    }
}
