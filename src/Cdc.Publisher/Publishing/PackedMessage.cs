using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cdc.Publisher.Buffers;
using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>A message of several changes: CloudEvents' batched mode, a JSON array of events.</summary>
/// <remarks><see href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#4-json-batch-format"/></remarks>
internal static class PackedMessage
{
    private const int MaxDigits = 4;

    private static ReadOnlySpan<byte> DataType => "Number"u8;

    /// <summary>What the second change of a message costs besides its own bytes: brackets, a comma, and the attribute that says how many there are.</summary>
    public static int Overhead { get; } = 3 + SnsAttributeRules.Changes.Length + DataType.Length + MaxDigits;

    /// <summary>The bytes of an event in an array.</summary>
    public static int SizeOf(in EntrySlot entry) => entry.Message.Length - EnvelopeTemplate.Omitted;

    /// <summary>Whether two entries of one topic have the same attributes, so that they can share a message.</summary>
    public static bool CanShare(EntryBatch batch, int left, int right)
    {
        ref var one = ref batch[left];
        ref var other = ref batch[right];
        if (one.IsParking || other.IsParking || !ReferenceEquals(one.Template!.Attributes, other.Template!.Attributes) || one.Attributes.Length != other.Attributes.Length) return false;
        for (var at = 0; at < one.Attributes.Length; at++)
        {
            var first = batch.Records.Attributes[one.Attributes.Start + at];
            var second = batch.Records.Attributes[other.Attributes.Start + at];
            if (first.Name != second.Name || first.DataType != second.DataType || !batch.Text[first.Value].SequenceEqual(batch.Text[second.Value])) return false;
        }

        return true;
    }

    /// <summary>A hash that is the same for entries that can share a message.</summary>
    public static int HashOf(EntryBatch batch, int index)
    {
        ref var entry = ref batch[index];
        var hash = default(HashCode);
        hash.Add(entry.Template!.Attributes);
        hash.Add(entry.IsParking);
        for (var at = entry.Attributes.Start; at < entry.Attributes.End; at++) hash.AddBytes(batch.Text[batch.Records.Attributes[at].Value]);
        return hash.ToHashCode();
    }

    /// <summary>Writes a message into a call's form: the event of its one change, or the array of those of several.</summary>
    public static void Write(EntryForm form, EntryBatch batch, MessageRange message)
    {
        ref var first = ref batch[batch.Sent[message.Start]];
        if (message.Count == 1) form.Message(batch.Text[first.Message]);
        else WriteArray(form, batch, message);
        if (first.Topic!.IsFifo)
        {
            Span<byte> hash = stackalloc byte[EventIds.HashLength];
            form.Fifo(batch.Text[first.Group], DeduplicationOf(batch, message, hash));
        }

        foreach (var attribute in first.Template!.Attributes) form.Attribute(attribute.NameUtf8, "String"u8, attribute.ValueUtf8);
        for (var at = first.Attributes.Start; at < first.Attributes.End; at++)
        {
            var attribute = batch.Records.Attributes[at];
            form.Attribute(attribute.Name!, attribute.DataType, batch.Text[attribute.Value]);
        }

        if (message.Count == 1) return;
        Span<byte> digits = stackalloc byte[11];
        Utf8Formatter.TryFormat(message.Count, digits, out var written);
        form.Attribute("changes"u8, DataType, digits[..written]);
    }

    /// <summary>The message as an object, for publishers that take those.</summary>
    public static SnsEntry ToEntry(EntryBatch batch, MessageRange message)
    {
        var index = batch.Sent[message.Start];
        ref var first = ref batch[index];
        var attributes = new Dictionary<string, SnsMessageAttributeValue>(StringComparer.Ordinal);
        foreach (var attribute in first.Template!.Attributes) attributes.Add(attribute.Name, SnsMessageAttributeValue.Text(attribute.Value));
        for (var at = first.Attributes.Start; at < first.Attributes.End; at++)
        {
            var attribute = batch.Records.Attributes[at];
            attributes.Add(attribute.Name!, new SnsMessageAttributeValue(attribute.DataType, batch.Text.Text(attribute.Value)));
        }

        if (message.Count > 1) attributes.Add(SnsAttributeRules.Changes, new SnsMessageAttributeValue("Number", message.Count.ToString(CultureInfo.InvariantCulture)));
        Span<byte> hash = stackalloc byte[EventIds.HashLength];
        return new SnsEntry(index.ToString(CultureInfo.InvariantCulture), TextOf(batch, message))
        {
            Attributes = attributes,
            GroupId = first.Topic!.IsFifo ? batch.Text.Text(first.Group) : null,
            DeduplicationId = first.Topic.IsFifo ? Encoding.UTF8.GetString(DeduplicationOf(batch, message, hash)) : null,
        };
    }

    private static void WriteArray(EntryForm form, EntryBatch batch, MessageRange message)
    {
        form.BeginMessage();
        for (var at = message.Start; at < message.End; at++)
        {
            form.Part(at == message.Start ? "["u8 : ","u8);
            var (start, end) = InArray(batch, batch.Sent[at]);
            form.Part(batch.Text[start]);
            form.Part(batch.Text[end]);
        }

        form.Part("]"u8);
    }

    private static (TextRange Start, TextRange End) InArray(EntryBatch batch, int index) =>
        batch[index].Template!.Envelope.InArray(batch[index].Message, batch[index].Id);

    private static string TextOf(EntryBatch batch, MessageRange message)
    {
        if (message.Count == 1) return batch.Text.Text(batch[batch.Sent[message.Start]].Message);
        var text = new StringBuilder("[");
        for (var at = message.Start; at < message.End; at++)
        {
            if (at > message.Start) text.Append(',');
            var (start, end) = InArray(batch, batch.Sent[at]);
            text.Append(batch.Text.Text(start)).Append(batch.Text.Text(end));
        }

        return text.Append(']').ToString();
    }

    /// <summary>By what a FIFO topic knows the message again: the change's own, or a hash of those of all changes, as another choice of changes is another message.</summary>
    private static ReadOnlySpan<byte> DeduplicationOf(EntryBatch batch, MessageRange message, Span<byte> hash)
    {
        if (message.Count == 1) return batch.Text[batch[batch.Sent[message.Start]].Deduplication];
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = message.Start; at < message.End; at++)
        {
            all.AppendData(batch.Text[batch[batch.Sent[at]].Deduplication]);
            all.AppendData("\n"u8);
        }

        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        all.GetHashAndReset(bytes);
        Convert.TryToHexStringLower(bytes, hash, out _);
        return hash;
    }
}
