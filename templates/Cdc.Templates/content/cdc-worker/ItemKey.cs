using System.Text.Json.Serialization;

namespace Company.Worker1;

/// <summary>The table's key: a parameter for each of its key attributes, by the attribute's name.</summary>
public sealed record ItemKey([property: JsonPropertyName("orderId")] string OrderId);

/// <summary>The key's JSON, generated at build time.</summary>
[JsonSerializable(typeof(ItemKey))]
internal sealed partial class ItemKeyJson : JsonSerializerContext;
