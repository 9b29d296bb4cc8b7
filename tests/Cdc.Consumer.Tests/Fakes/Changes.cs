using System.Globalization;
using System.Text.Json;
using Cdc.Core;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>Makes changes of string keys and the bodies that carry them.</summary>
internal static class Changes
{
    private static readonly CdcEnvelopeWriter<string> _writer = new(CdcKeyFormat.ForString("id"));

    public static CdcEnvelope<string> Of(string key, int sequence = 1) => OfKey(key, sequence);

    public static CdcEnvelope<TKey> OfKey<TKey>(TKey key, int sequence) => new()
    {
        Id = $"{key}-{sequence}",
        Source = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders",
        Type = "orders.modify",
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse(sequence.ToString(CultureInfo.InvariantCulture)),
        Key = key,
    };

    public static string Body(string key, int sequence = 1) => _writer.Write(Of(key, sequence));

    public static string Array(params string[] bodies) => $"[{string.Join(',', bodies)}]";

    public static string Wrapped(string message) =>
        $$"""{"Type":"Notification","MessageId":"n-1","TopicArn":"arn:aws:sns:us-east-1:000000000000:orders","Message":{{JsonSerializer.Serialize(message)}}}""";
}
