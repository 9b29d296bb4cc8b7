using System.Text.Json.Serialization;

namespace OrdersDemo.Api;

/// <summary>Is one line of an order.</summary>
/// <param name="Sku">The article: 1 to 64 characters.</param>
/// <param name="Quantity">How many: 1 to 1,000.</param>
/// <param name="UnitPrice">The price of one: 0 to 1,000,000 with at most two decimal places.</param>
public sealed record OrderLine(string Sku, int Quantity, [property: JsonConverter(typeof(MoneyJson))] decimal UnitPrice);
