using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.Tests.Publishing;

/// <summary>Reads what was published.</summary>
public static class Messages
{
    private static readonly CdcEnvelopeReader<ReadOnlyMemory<byte>> _reader = new(CdcKeyFormat.ForJson());

    public static CdcEnvelope<ReadOnlyMemory<byte>> Envelope(SnsEntry entry) => _reader.Read(Encoding.UTF8.GetBytes(entry.Message));

    /// <summary>A message's changes, each as if it had gone out by itself.</summary>
    public static IReadOnlyList<SnsEntry> Each(SnsEntry entry) => JsonNode.Parse(entry.Message) is JsonArray events
        ? [.. events.Select(one => entry with { Message = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(one)) })]
        : [entry];

    /// <summary>Table and key.</summary>
    public static string Key(SnsEntry entry) => Envelope(entry) is { Source: var source, Key: var key } ? $"{source} {Encoding.UTF8.GetString(key.Span)}" : "";

    public static SequenceNumber Sequence(SnsEntry entry) => Envelope(entry).Sequence!.Value;

    public static int Number(SnsEntry entry) => int.Parse(Sequence(entry).ToString());

    public static bool IsParked(SnsEntry entry) => Json(entry).ContainsKey("failurecode");

    public static JsonObject Json(SnsEntry entry) => JsonNode.Parse(entry.Message)!.AsObject();

    /// <summary>The bytes that SNS counts.</summary>
    public static int Size(SnsEntry entry) => Encoding.UTF8.GetByteCount(entry.Message)
        + entry.Attributes.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key + attribute.Value.DataType + attribute.Value.Value));
}
