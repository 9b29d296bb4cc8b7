using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrdersDemo.Api;

/// <summary>The API's JSON, generated at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PlaceOrder))]
[JsonSerializable(typeof(ChangeStatus))]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrdersJson : JsonSerializerContext;
