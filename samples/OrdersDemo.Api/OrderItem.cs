using System.Diagnostics;
using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace OrdersDemo.Api;

/// <summary>How an order stands in the table.</summary>
internal static class OrderItem
{
    public const string Key = "orderId";

    public const string RequestHash = "requestHash";

    public static Dictionary<string, AttributeValue> KeyOf(string orderId) => new() { [Key] = new AttributeValue(orderId) };

    public static AttributeValue Number<T>(T value)
        where T : IFormattable => new() { N = value.ToString(null, CultureInfo.InvariantCulture) };

    public static AttributeValue Time(DateTimeOffset time) => new(time.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>The trace of the request under way; null where there is none.</summary>
    public static AttributeValue Trace() => Activity.Current?.Id is { } id ? new(id) : new() { NULL = true };

    public static Dictionary<string, AttributeValue> From(Order order, string requestHash) => new()
    {
        [Key] = new(order.OrderId),
        ["customer"] = new(order.Customer),
        ["lines"] = new() { L = [.. order.Lines.Select(FromLine)] },
        ["total"] = Number(order.Total),
        ["status"] = new(order.Status),
        ["version"] = Number(order.Version),
        ["placedAt"] = Time(order.PlacedAt),
        ["updatedAt"] = Time(order.UpdatedAt),
        [RequestHash] = new(requestHash),
        [OrdersApi.TraceParentAttribute] = Trace(),
    };

    public static Order ToOrder(Dictionary<string, AttributeValue> item) => new(
        item[Key].S,
        item["customer"].S,
        [.. item["lines"].L.Select(line => ToLine(line.M))],
        decimal.Parse(item["total"].N, CultureInfo.InvariantCulture),
        item["status"].S,
        long.Parse(item["version"].N, CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(item["placedAt"].S, CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(item["updatedAt"].S, CultureInfo.InvariantCulture));

    private static AttributeValue FromLine(OrderLine line) => new()
    {
        M = new() { ["sku"] = new(line.Sku), ["quantity"] = Number(line.Quantity), ["unitPrice"] = Number(line.UnitPrice) },
    };

    private static OrderLine ToLine(Dictionary<string, AttributeValue> line) => new(
        line["sku"].S,
        int.Parse(line["quantity"].N, CultureInfo.InvariantCulture),
        decimal.Parse(line["unitPrice"].N, CultureInfo.InvariantCulture));
}
