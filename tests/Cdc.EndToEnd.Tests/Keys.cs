using System.Text.Json.Serialization;

namespace Cdc.EndToEnd.Tests;

public sealed record LineKey([property: JsonPropertyName("orderId")] string OrderId, [property: JsonPropertyName("line")] long Line);

[JsonSerializable(typeof(LineKey))]
internal sealed partial class KeysJson : JsonSerializerContext;
