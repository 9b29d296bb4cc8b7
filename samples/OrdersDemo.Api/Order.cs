using System.Text.Json.Serialization;

namespace OrdersDemo.Api;

/// <summary>Is an order as the API shows it.</summary>
/// <param name="OrderId">The order's id, the table's key.</param>
/// <param name="Customer">Who ordered.</param>
/// <param name="Lines">What was ordered.</param>
/// <param name="Total">The sum over the lines.</param>
/// <param name="Status">placed, paid, shipped or cancelled.</param>
/// <param name="Version">Grows by one with every change; the ETag.</param>
/// <param name="PlacedAt">When it was placed, in UTC.</param>
/// <param name="UpdatedAt">When it last changed, in UTC.</param>
public sealed record Order(
    string OrderId,
    string Customer,
    IReadOnlyList<OrderLine> Lines,
    [property: JsonConverter(typeof(MoneyJson))] decimal Total,
    string Status,
    long Version,
    DateTimeOffset PlacedAt,
    DateTimeOffset UpdatedAt);
