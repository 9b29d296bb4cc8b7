using System.Diagnostics;
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
        using var activity = PublisherTelemetry.StartSend(call.Topic.Name, call.Topic.Arn, call.Count, PublisherTelemetry.IsTraced ? RecordTraces.LinksOf(call, batch) : Array.Empty<ActivityLink>());
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
        var body = PublishBody.Batch(call.Topic);
        for (var position = 0; position < call.Count; position++) PackedMessage.Write(body.Add(call.IdOf(position)), batch, call[position]);
        var failures = await bodies.PublishBodyAsync(call.Topic.Arn, body, cancellationToken).ConfigureAwait(false);
        // After an exception something may still be reading it; then it is left to the garbage collector.
        body.Dispose();
        return failures;
    }

    private static SnsEntry[] EntriesOf(PublishCall call, EntryBatch batch)
    {
        var entries = new SnsEntry[call.Count];
        for (var position = 0; position < entries.Length; position++) entries[position] = PackedMessage.ToEntry(batch, call[position]);
        return entries;
    }
}
