using System.Text.Json.Serialization;

namespace Cdc.Benchmarks.Publisher.Baseline;

/// <summary>A stream event as classes, like those that most functions take.</summary>
internal sealed class DynamoDbEvent
{
    public List<EventRecord> Records { get; set; } = [];
}

internal sealed class EventRecord
{
    [JsonPropertyName("eventID")]
    public string EventId { get; set; } = "";

    [JsonPropertyName("eventName")]
    public string EventName { get; set; } = "";

    [JsonPropertyName("eventVersion")]
    public string EventVersion { get; set; } = "";

    [JsonPropertyName("eventSource")]
    public string EventSource { get; set; } = "";

    [JsonPropertyName("awsRegion")]
    public string AwsRegion { get; set; } = "";

    [JsonPropertyName("dynamodb")]
    public EventChange Dynamodb { get; set; } = new();

    [JsonPropertyName("eventSourceARN")]
    public string EventSourceArn { get; set; } = "";

    [JsonPropertyName("userIdentity")]
    public EventIdentity? UserIdentity { get; set; }
}

internal sealed class EventChange
{
    [JsonConverter(typeof(EpochSeconds))]
    public DateTime ApproximateCreationDateTime { get; set; }

    public Dictionary<string, AttributeValue> Keys { get; set; } = [];

    public Dictionary<string, AttributeValue>? NewImage { get; set; }

    public Dictionary<string, AttributeValue>? OldImage { get; set; }

    public string SequenceNumber { get; set; } = "";

    public long SizeBytes { get; set; }

    public string StreamViewType { get; set; } = "";
}

internal sealed class EventIdentity
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("principalId")]
    public string? PrincipalId { get; set; }
}
