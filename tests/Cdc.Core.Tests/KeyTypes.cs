using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cdc.Core.Tests;

public sealed record OrderKey(string OrderId);

public sealed record LineKey(string CustomerId, long Line);

public readonly record struct MoneyKey(decimal Amount, decimal Limit);

public sealed record MeasureKey(double Value);

public sealed record FloatKey(float Value);

public sealed record TokenKey(Guid Token);

public sealed record InstantKey(string Device, DateTimeOffset At);

public sealed class DigestKey
{
    public required byte[] Digest { get; init; }
}

public sealed record SerialKey([property: JsonConverter(typeof(DigitsConverter))] BigInteger Serial);

/// <summary>Gives both spellings of a name to one property.</summary>
public sealed record ShoutingKey([property: JsonConverter(typeof(UpperCaseConverter))] string Name);

/// <summary>Refuses what is no order number, and quotes it.</summary>
public sealed record PickyKey
{
    public PickyKey(string orderId) => OrderId = orderId.StartsWith("o-", StringComparison.Ordinal)
        ? orderId
        : throw new FormatException($"{orderId} is no order.");

    public string OrderId { get; }
}

public sealed record KeyWithNote(string OrderId)
{
    [JsonIgnore]
    public string Note { get; set; } = "";
}

public sealed record KeyWithComputed(string OrderId)
{
    public string Partition => "ORDER#" + OrderId;
}

public sealed record KeyOfThree(string A, string B, string C);

public sealed record KeyWithRest(string OrderId)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}

internal sealed class DigitsConverter : JsonConverter<BigInteger>
{
    public override BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BigInteger.Parse(System.Text.Encoding.UTF8.GetString(reader.ValueSpan), System.Globalization.CultureInfo.InvariantCulture);

    public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

internal sealed class UpperCaseConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString()!.ToUpperInvariant();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OrderKey))]
[JsonSerializable(typeof(LineKey))]
[JsonSerializable(typeof(MoneyKey))]
[JsonSerializable(typeof(MeasureKey))]
[JsonSerializable(typeof(FloatKey))]
[JsonSerializable(typeof(TokenKey))]
[JsonSerializable(typeof(InstantKey))]
[JsonSerializable(typeof(DigestKey))]
[JsonSerializable(typeof(SerialKey))]
[JsonSerializable(typeof(ShoutingKey))]
[JsonSerializable(typeof(PickyKey))]
[JsonSerializable(typeof(KeyWithNote))]
[JsonSerializable(typeof(KeyWithComputed))]
[JsonSerializable(typeof(KeyOfThree))]
[JsonSerializable(typeof(KeyWithRest))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class KeyContext : JsonSerializerContext;

[JsonSerializable(typeof(OrderKey))]
internal sealed partial class CaseSensitiveContext : JsonSerializerContext;
