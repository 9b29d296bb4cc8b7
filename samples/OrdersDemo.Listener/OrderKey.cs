using System.Text.Json.Serialization;

namespace OrdersDemo.Listener;

/// <summary>Is the key of the orders table.</summary>
/// <param name="OrderId">The table's only key attribute, <c>orderId</c>.</param>
public sealed record OrderKey([property: JsonPropertyName("orderId")] string OrderId);
