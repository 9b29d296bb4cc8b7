using System.Diagnostics;
using Cdc.Core;
using Cdc.Lambda.Events;
using Cdc.Lambda.Publishing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cdc.Lambda;

/// <summary>Publishes the records of a DynamoDB stream event to SNS.</summary>
/// <remarks>
/// Records go out in the order of the event. Publishing stops at the first call with a failure, so that no change of a key overtakes an
/// earlier one; what was not published is reported, never dropped. Safe for concurrent calls; nothing is kept between them.
/// </remarks>
public sealed class CdcPublisher
{
    private readonly CdcPublisherOptions _options;
    private readonly ISnsPublisher _sns;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a publisher.</summary>
    /// <param name="options">Where to publish.</param>
    /// <param name="sns">What sends the batches.</param>
    /// <param name="logger">Where failures are told; null for nowhere.</param>
    /// <param name="timeProvider">The time of records that have none; null for the system's.</param>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public CdcPublisher(
        CdcPublisherOptions options, ISnsPublisher sns, ILogger<CdcPublisher>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sns);
        PublisherOptionsValidator.ThrowIfInvalid(options);
        _options = options;
        _sns = sns;
        _logger = logger ?? NullLogger<CdcPublisher>.Instance;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Publishes an event.</summary>
    /// <param name="streamEvent">The event's JSON in UTF-8, as Lambda gives it to a function.</param>
    /// <param name="shouldPublish">Says which records are published; null for all.</param>
    /// <param name="cancellationToken">Stops publishing; what was not published is reported.</param>
    /// <returns>What became of the records.</returns>
    /// <exception cref="CdcStreamEventException">This is no stream event, or a record has no sequence number; nothing was published.</exception>
    public async Task<CdcPublishResult> PublishAsync(
        ReadOnlyMemory<byte> streamEvent, Func<StreamRecord, bool>? shouldPublish = null, CancellationToken cancellationToken = default)
    {
        var records = StreamEventReader.Read(streamEvent.Span);
        var settled = new bool[records.Count];
        var entries = Compose(records, settled, shouldPublish, out var filtered);
        var published = 0;
        foreach (var batch in SnsBatchPlanner.Plan(entries))
        {
            if (cancellationToken.IsCancellationRequested) break;
            var failed = await SendAsync(batch, cancellationToken).ConfigureAwait(false);
            foreach (var entry in batch)
            {
                if (failed.Contains(entry.Entry.Id)) continue;
                settled[entry.Index] = true;
                published++;
            }

            if (failed.Count > 0) break;
        }

        var result = new CdcPublishResult(published, filtered, LowestUnsettled(records, settled));
        if (result.FirstUnpublished is { } first) PublisherLog.SentAgain(_logger, published, filtered, records.Count, first);
        else PublisherLog.Published(_logger, published, filtered);
        return result;
    }

    private static string? LowestUnsettled(IReadOnlyList<ReadRecord> records, bool[] settled)
    {
        string? lowest = null;
        var lowestNumber = default(SequenceNumber);
        for (var index = 0; index < records.Count; index++)
        {
            if (settled[index]) continue;
            var number = SequenceNumber.Parse(records[index].SequenceNumber);
            if (lowest is not null && number >= lowestNumber) continue;
            lowest = records[index].SequenceNumber;
            lowestNumber = number;
        }

        return lowest;
    }

    /// <summary>Makes an entry of each record up to the first that cannot be published: what comes after it would go out twice.</summary>
    private List<EnvelopeEntry> Compose(
        IReadOnlyList<ReadRecord> records, bool[] settled, Func<StreamRecord, bool>? shouldPublish, out int filtered)
    {
        var entries = new List<EnvelopeEntry>(records.Count);
        var now = _timeProvider.GetUtcNow();
        filtered = 0;
        for (var index = 0; index < records.Count; index++)
        {
            if (records[index].Record is not { } record)
            {
                PublisherLog.RecordUnreadable(_logger, records[index].SequenceNumber, records[index].Problem!);
                break;
            }

            if (!TryDecide(record, shouldPublish, out var publish)) break;
            if (!publish)
            {
                settled[index] = true;
                filtered++;
                continue;
            }

            var entry = EnvelopeComposer.Compose(record, index, _options, now, Activity.Current);
            if (entry.Size > SnsBatchPlanner.MaxBytes)
            {
                PublisherLog.EntryTooLarge(_logger, record.EventId, record.SequenceNumber, entry.Size, SnsBatchPlanner.MaxBytes);
                break;
            }

            entries.Add(entry);
        }

        return entries;
    }

    private bool TryDecide(StreamRecord record, Func<StreamRecord, bool>? shouldPublish, out bool publish)
    {
        publish = true;
        try
        {
            publish = shouldPublish is null || shouldPublish(record);
            return true;
        }
#pragma warning disable CA1031 // The user's code: whatever it throws, the record is reported as failed and told about.
        catch (Exception error)
#pragma warning restore CA1031
        {
            PublisherLog.DecisionFailed(_logger, error, record.EventId, record.SequenceNumber);
            return false;
        }
    }

    /// <summary>Sends one call.</summary>
    /// <returns>The ids of the entries that are not known to have gone out.</returns>
    private async Task<HashSet<string>> SendAsync(IReadOnlyList<EnvelopeEntry> batch, CancellationToken cancellationToken)
    {
        var ids = batch.Select(entry => entry.Entry.Id).ToHashSet(StringComparer.Ordinal);
        try
        {
            var failures = await _sns.PublishBatchAsync(_options.TopicArn, [.. batch.Select(entry => entry.Entry)], cancellationToken).ConfigureAwait(false);
            foreach (var failure in failures) LogFailure(batch, failure);
            var failed = failures.Select(failure => failure.Id).ToHashSet(StringComparer.Ordinal);
            // A failure that names no entry of this call could be any of them.
            return failed.IsSubsetOf(ids) ? failed : ids;
        }
#pragma warning disable CA1031 // Whatever the publisher throws, the records are reported as failed and Lambda sends them again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            PublisherLog.CallFailed(_logger, error, batch.Count, _options.TopicArn, PublishAdvice.For(error));
            return ids;
        }
    }

    private void LogFailure(IReadOnlyList<EnvelopeEntry> batch, SnsFailure failure)
    {
        var record = batch.FirstOrDefault(entry => entry.Entry.Id == failure.Id)?.Record;
        PublisherLog.EntryFailed(
            _logger, record?.EventId ?? "unknown", record?.SequenceNumber ?? "unknown", failure.Code, failure.Message ?? "", failure.SenderFault);
    }
}
