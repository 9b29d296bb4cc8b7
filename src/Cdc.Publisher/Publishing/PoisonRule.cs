using System.Text;
using Cdc.Publisher.Buffers;
using Microsoft.Extensions.Logging;

namespace Cdc.Publisher.Publishing;

/// <summary>Does with a record that SNS will never take what the policy says.</summary>
internal sealed class PoisonRule(CdcPublisherOptions options, Topics topics, ILogger logger)
{
    // SNS's reasons are a sentence; a proxy's may be a page.
    private const int MaxReasonLength = 1_000;

    /// <summary>Applies the policy to an entry that is not done.</summary>
    /// <returns>
    /// False where the record is to be reported as failed. Where true, the entry is either done, or still pending as a message to the parking topic.
    /// </returns>
    public bool TryResolve(EntryBatch batch, int index, string code, string reason)
    {
        var eventId = batch.Records.EventIdOf(index);
        var sequenceNumber = batch.Records.SequenceTextOf(index);
        switch (options.PoisonPolicy)
        {
            case CdcPoisonPolicy.Skip:
                PublisherLog.Skipped(logger, eventId, sequenceNumber, code, reason);
                batch.Revive(index);
                batch.Done(index, EntryState.Skipped);
                return true;
            case CdcPoisonPolicy.Park when !batch[index].IsParking && TryMakeParking(batch, index, code, reason):
                batch.Revive(index);
                PublisherLog.Parking(logger, eventId, sequenceNumber, topics.Parking!.Arn, code, reason);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Makes the entry the same envelope with the reason as two more fields, and without the item's attributes.</summary>
    private bool TryMakeParking(EntryBatch batch, int index, string code, string reason)
    {
        ref var entry = ref batch[index];
        var text = batch.Text;
        var start = text.Position;
        text.Append(entry.Message with { Length = entry.Message.Length - 1 });
        text.Append(",\"failurecode\":"u8);
        JsonText.AppendQuoted(text, Encoding.UTF8.GetBytes(code));
        text.Append(",\"failurereason\":"u8);
        JsonText.AppendQuoted(text, Encoding.UTF8.GetBytes(reason.Length > MaxReasonLength ? reason[..MaxReasonLength] : reason));
        text.Append((byte)'}');
        entry.Message = text.Since(start);
        entry.Topic = topics.Parking!;
        entry.Group = entry.Topic.IsFifo ? EventIds.GroupOf(text, batch.Records.Records[index].Table!.Arn, batch.Records.Records[index].Key) : default;
        entry.Attributes = default;
        entry.IsParking = true;
        entry.IsAlone = false;
        entry.Isolation = null;
        entry.Deduplication = entry.Topic.IsFifo ? EventIds.DeduplicationOf(text, entry.Id, batch.Records.Records[index].SequenceText) : default;
        entry.Size = EntryComposer.SizeOf(batch, entry);
        return entry.Size <= entry.Topic.MaxBytes;
    }
}
