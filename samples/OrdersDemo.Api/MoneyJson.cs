using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrdersDemo.Api;

/// <summary>Writes an amount with two decimal places, however it was sent. DynamoDB keeps the number, but not its zeros at the end.</summary>
internal sealed class MoneyJson : JsonConverter<decimal>
{
    private const decimal TwoPlaces = 0.00m;

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(decimal.Round(value, 2) + TwoPlaces);
}
