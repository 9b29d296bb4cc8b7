using System.Globalization;
using Cdc.Publisher.Sns;
using Cdc.Publisher.Telemetry;

namespace Cdc.Publisher.Publishing;

/// <summary>Sends one call: as a ready body where the publisher takes one, else as objects.</summary>
internal sealed class CallSender(ISnsPublisher sns, TimeProvider time)
{
    private readonly IBodySender? _bodies = sns as IBodySender;

    /// <summary>Sends; what became of it is in the call. Throws nothing.</summary>
    public async Task SendAsync(PublishCall call, EntryBatch batch, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var activity = PublisherTelemetry.StartSend(call.Topic.Name, call.Topic.Arn, call.Count, PublisherTelemetry.IsTraced ? RecordTraces.LinksOf(call, batch) : []);
        try
        {
            call.Failures = _bodies is null
                ? Checked(await sns.PublishBatchAsync(call.Topic.Arn, EntriesOf(call, batch), cancellationToken).ConfigureAwait(false))
                : await SendBodyAsync(_bodies, call, batch, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the publisher throws, the records count as failed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            call.Error = error;
        }

        PublisherTelemetry.Ended(call.Topic.Name, call.Count, call.ErrorCode, activity, time.GetElapsedTime(started));
    }

    private IReadOnlyList<SnsFailure> Checked(IReadOnlyList<SnsFailure?>? failures)
    {
        if (failures is not null && failures.All(failure => failure is { Id: not null, Code: not null })) return failures!;
        throw new InvalidOperationException($"{sns.GetType()} answered null, or a failure without an id or a code, so it is not known what went out.");
    }

    private static async Task<IReadOnlyList<SnsFailure>> SendBodyAsync(IBodySender bodies, PublishCall call, EntryBatch batch, CancellationToken cancellationToken)
    {
        var body = PublishBody.Batch(call.Topic.Arn);
        for (var position = 0; position < call.Count; position++) Write(body.Add(call[position]), batch[call[position]], batch);
        var failures = await bodies.PublishBodyAsync(call.Topic.Arn, body, cancellationToken).ConfigureAwait(false);
        // After an exception something may still be reading it; then it is left to the garbage collector.
        body.Dispose();
        return failures;
    }

    private static void Write(EntryForm form, in EntrySlot entry, EntryBatch batch)
    {
        form.Message(batch.Text[entry.Message]);
        if (entry.Topic!.IsFifo) form.Fifo(batch.Text[entry.Group], batch.Text[entry.Id]);
        foreach (var attribute in entry.Template!.Attributes) form.Attribute(attribute.NameUtf8, "String"u8, attribute.ValueUtf8);
        for (var at = entry.Attributes.Start; at < entry.Attributes.End; at++)
        {
            var attribute = batch.Records.Attributes[at];
            form.Attribute(attribute.Name, attribute.DataType, batch.Text[attribute.Value]);
        }
    }

    private static SnsEntry[] EntriesOf(PublishCall call, EntryBatch batch)
    {
        var entries = new SnsEntry[call.Count];
        for (var position = 0; position < entries.Length; position++) entries[position] = EntryOf(call[position], batch);
        return entries;
    }

    private static SnsEntry EntryOf(int index, EntryBatch batch)
    {
        ref var entry = ref batch[index];
        var isFifo = entry.Topic!.IsFifo;
        return new SnsEntry(index.ToString(CultureInfo.InvariantCulture), batch.Text.Text(entry.Message))
        {
            Attributes = AttributesOf(entry, batch),
            GroupId = isFifo ? batch.Text.Text(entry.Group) : null,
            DeduplicationId = isFifo ? batch.Text.Text(entry.Id) : null,
        };
    }

    private static Dictionary<string, SnsMessageAttributeValue> AttributesOf(in EntrySlot entry, EntryBatch batch)
    {
        var attributes = new Dictionary<string, SnsMessageAttributeValue>(StringComparer.Ordinal);
        foreach (var attribute in entry.Template!.Attributes) attributes.Add(attribute.Name, SnsMessageAttributeValue.Text(attribute.Value));
        for (var at = entry.Attributes.Start; at < entry.Attributes.End; at++)
        {
            var attribute = batch.Records.Attributes[at];
            attributes.Add(attribute.Name, new SnsMessageAttributeValue(attribute.DataType, batch.Text.Text(attribute.Value)));
        }

        return attributes;
    }
}
