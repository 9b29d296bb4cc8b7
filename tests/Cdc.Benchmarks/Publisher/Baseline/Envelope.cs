using System.Text.Json.Serialization;

namespace Cdc.Benchmarks.Publisher.Baseline;

/// <summary>The envelope as a class for the serializer. On the wire it is the same as the library's.</summary>
internal sealed class Envelope
{
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; set; } = "1.0";

    [JsonPropertyName("id")]
    public required string Id { get; set; }

    [JsonPropertyName("source")]
    public required string Source { get; set; }

    [JsonPropertyName("type")]
    public required string Type { get; set; }

    [JsonPropertyName("time")]
    public required string Time { get; set; }

    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; set; } = "application/json";

    [JsonPropertyName("operation")]
    public required string Operation { get; set; }

    [JsonPropertyName("sequence")]
    public required string Sequence { get; set; }

    [JsonPropertyName("streamlabel")]
    public required string StreamLabel { get; set; }

    [JsonPropertyName("data")]
    public required Dictionary<string, string> Data { get; set; }
}
