using System.Text.Json.Serialization;

namespace Cdc.Benchmarks.Publisher.Baseline;

/// <summary>An attribute, with a property for each type that it may have.</summary>
internal sealed class AttributeValue
{
    public string? S { get; set; }

    public string? N { get; set; }

    public byte[]? B { get; set; }

    [JsonPropertyName("SS")]
    public List<string>? StringSet { get; set; }

    [JsonPropertyName("NS")]
    public List<string>? NumberSet { get; set; }

    [JsonPropertyName("BS")]
    public List<byte[]>? BinarySet { get; set; }

    public Dictionary<string, AttributeValue>? M { get; set; }

    public List<AttributeValue>? L { get; set; }

    [JsonPropertyName("NULL")]
    public bool? IsNull { get; set; }

    [JsonPropertyName("BOOL")]
    public bool? Bool { get; set; }
}
