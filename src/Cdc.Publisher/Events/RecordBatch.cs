using Cdc.Core;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>The records of one invocation, in pooled memory.</summary>
/// <param name="tables">The tables that the process has met.</param>
/// <param name="images">What is read of the items' images.</param>
internal sealed class RecordBatch(StreamTables tables, ImageSelection images) : IDisposable
{
    public Utf8Arena Text { get; } = new();

    public PooledList<RecordSlot> Records { get; } = new();

    public PooledList<ProjectedAttribute> Attributes { get; } = new();

    public StreamTables Tables { get; } = tables;

    public ImageSelection Images { get; } = images;

    /// <summary>Takes a record over that somebody has read already.</summary>
    /// <exception cref="ArgumentException">Its sequence number and the text of that are two numbers.</exception>
    public void Add(StreamRecord record)
    {
        if (SequenceNumber.Parse(record.SequenceNumberText) != record.SequenceNumber)
            throw new ArgumentException($"The record {record.EventId} has the sequence number {record.SequenceNumber} and the text of another, {record.SequenceNumberText}.", nameof(record));
        var attributes = Attributes.Count;
        foreach (var (name, value) in record.ImageAttributes) Attributes.Add(new ProjectedAttribute(name, name, value.DataType, Text.Append(value.Value)));
        Records.Add(new RecordSlot
        {
            EventId = Text.Append(record.EventId),
            SequenceText = Text.Append(record.SequenceNumberText),
            Sequence = record.SequenceNumber,
            Table = record.Table,
            Operation = record.Operation,
            Expired = record is { Expired: true, Operation: ChangeOperation.Remove },
            Time = record.Time?.ToUnixTimeMilliseconds(),
            Key = Text.Append(record.Key.Span),
            TraceParent = Text.Append(record.TraceParent ?? ""),
            Attributes = new AttributeRange(attributes, Attributes.Count - attributes),
            Record = record,
        });
    }

    public string SequenceTextOf(int index) => Text.Text(Records[index].SequenceText);

    public string EventIdOf(int index) => Text.Text(Records[index].EventId);

    /// <summary>The record as an object for the user's code.</summary>
    public StreamRecord RecordAt(int index)
    {
        ref var slot = ref Records[index];
        return slot.Record ??= new StreamRecord(Text[slot.Key].ToArray(), slot.Table!)
        {
            EventId = Text.Text(slot.EventId),
            Operation = slot.Operation,
            SequenceNumber = slot.Sequence,
            SequenceNumberText = Text.Text(slot.SequenceText),
            Time = slot.Time is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null,
            Expired = slot.Expired,
            TraceParent = slot.TraceParent.Length == 0 ? null : Text.Text(slot.TraceParent),
            ImageAttributes = ImageAttributesOf(slot),
            NewImage = ImageOf(slot, slot.HasNewImage, isItemThere: slot.Operation != ChangeOperation.Remove, isCurrent: slot.Operation != ChangeOperation.Remove),
            OldImage = ImageOf(slot, slot.HasOldImage, isItemThere: slot.Operation != ChangeOperation.Insert, isCurrent: slot.Operation == ChangeOperation.Remove),
        };
    }

    public void Dispose()
    {
        Text.Dispose();
        Records.Dispose();
        Attributes.Dispose();
    }

    private Dictionary<string, SnsMessageAttributeValue> ImageAttributesOf(in RecordSlot slot)
    {
        var attributes = new Dictionary<string, SnsMessageAttributeValue>(slot.Attributes.Length, StringComparer.Ordinal);
        for (var index = slot.Attributes.Start; index < slot.Attributes.End; index++)
        {
            var attribute = Attributes[index];
            if (attribute.Name is { } name) attributes[name] = new SnsMessageAttributeValue(attribute.DataType, Text.Text(attribute.Value));
        }

        return attributes;
    }

    private StreamImage ImageOf(in RecordSlot slot, bool isPresent, bool isItemThere, bool isCurrent)
    {
        if (!isPresent) return isItemThere ? StreamImage.Missing(Images.Names) : StreamImage.None(Images.Names);
        var range = isCurrent ? slot.Attributes : slot.OtherAttributes;
        var values = new Dictionary<string, string>(range.Length, StringComparer.Ordinal);
        for (var index = range.Start; index < range.End; index++) values[Attributes[index].ItemName] = Text.Text(Attributes[index].Value);
        return new StreamImage(values, Images.Names);
    }
}
