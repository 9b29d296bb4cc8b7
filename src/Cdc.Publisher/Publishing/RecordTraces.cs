using System.Diagnostics;
using Cdc.Publisher.Events;
using Cdc.Publisher.Sns;
using Cdc.Publisher.Telemetry;

namespace Cdc.Publisher.Publishing;

/// <summary>The traces in which the items were changed, where the records name them.</summary>
internal static class RecordTraces
{
    // Version 00, the only one that the parser takes: https://www.w3.org/TR/trace-context/#version-format.
    private const int TraceParentLength = 55;

    /// <summary>What goes into the envelope of a record: the span that made its message, as a child of the record's own.</summary>
    /// <returns>False where the record names no trace.</returns>
    public static bool TryCreate(EntryBatch batch, in RecordSlot record, Topic topic, out TraceText trace)
    {
        trace = default;
        if (!TryRead(batch, record, out var context)) return false;
        using var activity = PublisherTelemetry.Source.StartActivity(
            $"create {topic.Name}", ActivityKind.Producer, context,
            [new("messaging.system", "aws.sns"), new("messaging.operation.name", "create"), new("messaging.operation.type", "create"), new("messaging.destination.name", topic.Name)]);
        // Where nobody listens, the record's own trace goes on.
        trace = activity is null ? new TraceText(batch.Text[record.TraceParent].ToArray(), default) : TraceText.Of(activity);
        return true;
    }

    /// <summary>A link for each record of the call that names its trace.</summary>
    public static List<ActivityLink> LinksOf(PublishCall call, EntryBatch batch)
    {
        var links = new List<ActivityLink>();
        if (call.Count == 0) return links;
        for (var at = call[0].Start; at < call[call.Count - 1].End; at++)
        {
            var index = batch.Sent[at];
            if (TryRead(batch, batch.Records.Records[index], out var context))
                links.Add(new ActivityLink(context, new ActivityTagsCollection { ["messaging.message.id"] = batch.Text.Text(batch[index].Id) }));
        }

        return links;
    }

    private static bool TryRead(EntryBatch batch, in RecordSlot record, out ActivityContext context)
    {
        context = default;
        if (record.TraceParent.Length != TraceParentLength) return false;
        // The parser looks at everything but the hyphens.
        var text = batch.Text[record.TraceParent];
        return text[2] == '-' && text[35] == '-' && text[52] == '-' && ActivityContext.TryParse(batch.Text.Text(record.TraceParent), null, isRemote: true, out context);
    }
}
