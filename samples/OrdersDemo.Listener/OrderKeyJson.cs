using System.Text.Json.Serialization;

namespace OrdersDemo.Listener;

/// <summary>The key's JSON, generated at build time.</summary>
[JsonSerializable(typeof(OrderKey))]
internal sealed partial class OrderKeyJson : JsonSerializerContext;
