using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cdc.Core;

namespace Cdc.Lambda.Publishing;

/// <summary>Turns a record into the envelope that goes out for it.</summary>
internal static class EnvelopeComposer
{
    private const int MaxIdLength = 59;

    private static readonly CdcEnvelopeWriter<ReadOnlyMemory<byte>> _writer = new(CdcKeyFormat.ForJson());

    /// <param name="record">The record.</param>
    /// <param name="index">The record's index in the event, which names the entry.</param>
    /// <param name="options">The topic and the event type.</param>
    /// <param name="now">The time of a record that has none.</param>
    /// <param name="activity">The trace that the publishing is part of, if any.</param>
    public static EnvelopeEntry Compose(StreamRecord record, int index, CdcPublisherOptions options, DateTimeOffset now, Activity? activity)
    {
        var operation = Word(record.Operation);
        var trace = activity is { IdFormat: ActivityIdFormat.W3C } ? activity : null;
        var envelope = new CdcEnvelope<ReadOnlyMemory<byte>>
        {
            Id = IdOf(record.EventId),
            Source = record.TableArn,
            Type = $"{options.EventTypePrefix ?? record.TableName.ToLowerInvariant()}.{operation}",
            Time = record.Time ?? now,
            Operation = record.Operation,
            Sequence = record.Sequence,
            Expired = record.Expired,
            TraceParent = trace?.Id,
            TraceState = string.IsNullOrEmpty(trace?.TraceStateString) ? null : trace.TraceStateString,
            Key = record.Key,
        };
        var key = Encoding.UTF8.GetString(record.Key.Span);
        var fifo = options.TopicArn.EndsWith(".fifo", StringComparison.Ordinal);
        var entry = new SnsEntry(index.ToString(CultureInfo.InvariantCulture), _writer.Write(envelope))
        {
            Attributes = new Dictionary<string, SnsAttributeValue>(StringComparer.Ordinal)
            {
                ["type"] = SnsAttributeValue.Text(envelope.Type),
                ["operation"] = SnsAttributeValue.Text(operation),
            },
            GroupId = fifo ? Hash($"{record.TableArn}\n{key}") : null,
            DeduplicationId = fifo ? envelope.Id : null,
        };
        return new EnvelopeEntry(index, record, entry, (record.TableArn, key), SizeOf(entry));
    }

    /// <summary>The event's id where every reader takes it (AWS.Messaging's rule is the strictest), else a hash of it.</summary>
    public static string IdOf(string eventId) =>
        eventId.Length <= MaxIdLength && eventId.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? eventId
            : Hash(eventId)[..32];

    public static int SizeOf(SnsEntry entry)
    {
        var size = Encoding.UTF8.GetByteCount(entry.Message);
        foreach (var (name, value) in entry.Attributes)
            size += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value.DataType) + Encoding.UTF8.GetByteCount(value.Value);
        return size;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Word(ChangeOperation operation) => operation switch
    {
        ChangeOperation.Insert => "insert",
        ChangeOperation.Modify => "modify",
        ChangeOperation.Remove => "remove",
        ChangeOperation.Snapshot => "snapshot",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not an operation."),
    };
}
