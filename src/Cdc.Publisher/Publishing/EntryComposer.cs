using System.Text;
using Cdc.Publisher.Events;
using Cdc.Publisher.Sns;
using Microsoft.Extensions.Logging;

namespace Cdc.Publisher.Publishing;

/// <summary>Makes the message of a record: envelope, attributes, group and size.</summary>
/// <param name="templates">The frames.</param>
/// <param name="now">The time of a record that has none.</param>
/// <param name="trace">The trace of records that were made in none.</param>
/// <param name="logger">Where attributes are told of that SNS would refuse.</param>
internal sealed class EntryComposer(EntryTemplates templates, DateTimeOffset now, TraceText trace, ILogger logger)
{
    /// <summary>Composes an entry whose topic is known.</summary>
    /// <returns>Why SNS would refuse it; null where it would not.</returns>
    public string? Compose(EntryBatch batch, int index)
    {
        ref var record = ref batch.Records.Records[index];
        ref var entry = ref batch[index];
        // Most invocations have no record with a trace of its own.
        if (!RecordTraces.TryCreate(batch, record, entry.Topic!, out var ofRecord)) ofRecord = trace;
        entry.Template = templates.Find(record.Table!, record.Operation, record.Expired, ofRecord.Form, entry.Type);
        entry.Id = EventIds.IdOf(batch.Text, record.EventId);
        if (entry.Topic!.IsFifo)
        {
            entry.Group = EventIds.GroupOf(batch.Text, record.Table!.Arn, record.Key);
            entry.Deduplication = EventIds.DeduplicationOf(batch.Text, entry.Id, record.SequenceText);
        }

        var time = record.Time is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : now;
        entry.Message = entry.Template.Envelope.Write(batch.Text, entry.Id, time, record.Sequence, ofRecord, record.Key);
        var problem = ChooseAttributes(batch, index);
        entry.Size = SizeOf(batch, entry);
        return problem ?? (entry.Size > entry.Topic!.MaxBytes ? $"has {entry.Size} bytes with its attributes; the topic takes {entry.Topic.MaxBytes}" : null);
    }

    public static int SizeOf(EntryBatch batch, in EntrySlot entry)
    {
        var size = entry.Message.Length + entry.Template!.AttributesSize;
        for (var index = entry.Attributes.Start; index < entry.Attributes.End; index++)
        {
            var attribute = batch.Records.Attributes[index];
            size += Encoding.UTF8.GetByteCount(attribute.Name!) + attribute.DataType.Length + attribute.Value.Length;
        }

        return size;
    }

    /// <summary>Leaves out the attributes whose values SNS does not take, and finds what is wrong with the others.</summary>
    private string? ChooseAttributes(EntryBatch batch, int index)
    {
        var attributes = batch.Records.Attributes;
        var all = batch.Records.Records[index].Attributes;
        var kept = all with { Length = 0 };
        string? problem = null;
        for (var at = all.Start; at < all.End; at++)
        {
            var attribute = attributes[at];
            if (attribute.Name is null) continue;
            if (!SnsAttributeRules.IsValue(batch.Text[attribute.Value]))
            {
                PublisherLog.AttributeLeftOut(logger, attribute.Name, batch.Records.EventIdOf(index), batch.Records.SequenceTextOf(index));
                continue;
            }

            if (SnsAttributeRules.ProblemOfName(attribute.Name) is { } fault) problem ??= $"has a message attribute whose name {fault}";
            if (!SnsAttributeRules.IsDataType(attribute.DataType)) problem ??= "has a message attribute that is no String, String.Array or Number";
            if (IsTaken(attribute.Name, kept)) problem ??= "has the same message attribute twice";
            attributes[kept.End] = attribute;
            kept = kept with { Length = kept.Length + 1 };
        }

        ref var entry = ref batch[index];
        entry.Attributes = kept;
        var most = entry.Topic!.MaxChanges > 1 ? SnsAttributeRules.MaxCount - 1 : SnsAttributeRules.MaxCount;
        if (kept.Length + entry.Template!.Attributes.Length > most) problem ??= $"has more than {most} message attributes";
        return problem;

        bool IsTaken(string name, AttributeRange among)
        {
            for (var at = among.Start; at < among.End; at++)
            {
                if (attributes[at].Name == name) return true;
            }

            return Array.Exists(batch[index].Template!.Attributes, other => other.Name == name);
        }
    }
}
