using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cdc.Publisher;

namespace Cdc.Benchmarks.Publisher.Baseline;

/// <summary>The function that teams write first. It reads the event into classes, and serializes an envelope and makes one call for each record.</summary>
internal sealed class BaselineFunction(SnsClient sns)
{
    private static readonly JsonSerializerOptions _reading = new() { MaxDepth = 512 };
    private static readonly JsonSerializerOptions _writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task PublishAsync(byte[] utf8Json)
    {
        var change = JsonSerializer.Deserialize<DynamoDbEvent>(utf8Json, _reading)!;
        foreach (var record in change.Records) await PublishAsync(record);
    }

    private async Task PublishAsync(EventRecord record)
    {
        var end = record.EventSourceArn.IndexOf("/stream/", StringComparison.Ordinal);
        var arn = record.EventSourceArn[..end];
#pragma warning disable CA1308 // The wire format has lower case.
        var operation = record.EventName.ToLowerInvariant();
        var table = arn[(arn.IndexOf('/', StringComparison.Ordinal) + 1)..].ToLowerInvariant();
#pragma warning restore CA1308
        var envelope = new Envelope
        {
            Id = record.EventId,
            Source = arn,
            Type = $"{table}.{operation}",
            Time = record.Dynamodb.ApproximateCreationDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Operation = operation,
            Sequence = record.Dynamodb.SequenceNumber.PadLeft(40, '0'),
            StreamLabel = record.EventSourceArn[(end + "/stream/".Length)..],
            Data = record.Dynamodb.Keys.ToDictionary(key => key.Key, key => key.Value.S!),
        };
        await sns.PublishAsync(Topic.Arn, new SnsEntry(record.EventId, JsonSerializer.Serialize(envelope, _writing))
        {
            Attributes = new Dictionary<string, SnsMessageAttributeValue>
            {
                ["type"] = SnsMessageAttributeValue.Text(envelope.Type),
                ["operation"] = SnsMessageAttributeValue.Text(operation),
            },
        });
    }
}
