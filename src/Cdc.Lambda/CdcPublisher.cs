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
/// Several calls are under way at once, but two changes of one key never, and none after an earlier one of its key failed. Failures that pass by
/// themselves are tried again while time allows; then publishing stops. What was not published is reported, never dropped. What went out behind
/// a record that failed is remembered (the last 10,000 such records), and not published again when Lambda sends it again. Safe for
/// concurrent calls; nothing else is kept between them.
/// </remarks>
public sealed class CdcPublisher
{
    // As many as the largest batch that Lambda gives a function.
    private const int MaxRemembered = 10_000;

    private readonly PublishedMemory _memory = new(MaxRemembered);
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
    /// <param name="timeLeft">
    /// The time until the invocation is ended; null where it is not known. No call starts in the last <see cref="CdcPublisherOptions.DeadlineMargin"/>
    /// of it, and calls still under way are cut off in the middle of that.
    /// </param>
    /// <param name="cancellationToken">Stops publishing; what was not published is reported.</param>
    /// <returns>What became of the records.</returns>
    /// <exception cref="CdcStreamEventException">This is no stream event, or a record has no sequence number; nothing was published.</exception>
    public async Task<CdcPublishResult> PublishAsync(
        ReadOnlyMemory<byte> streamEvent,
        Func<StreamRecord, bool>? shouldPublish = null,
        TimeSpan? timeLeft = null,
        CancellationToken cancellationToken = default)
    {
        var records = StreamEventReader.Read(streamEvent.Span);
        var settled = new bool[records.Count];
        var entries = Compose(records, settled, shouldPublish, out var filtered, out var already);
        var published = new List<EnvelopeEntry>(entries.Count);
        await new PublishRun(_sns, _options, new PublishSchedule(entries), _logger, _timeProvider)
            .RunAsync(timeLeft, published.Add, cancellationToken).ConfigureAwait(false);

        foreach (var entry in published) settled[entry.Index] = true;
        var checkpoint = LowestUnsettled(records, settled);
        var result = new CdcPublishResult(published.Count, filtered, checkpoint) { AlreadyPublished = already };
        if (checkpoint is null)
        {
            PublisherLog.Published(_logger, published.Count, filtered);
            return result;
        }

        var from = SequenceNumber.Parse(checkpoint);
        foreach (var entry in published.Where(entry => entry.Record.Sequence >= from)) _memory.Add(entry.Record);
        PublisherLog.SentAgain(_logger, published.Count, filtered, records.Count, checkpoint);
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
        IReadOnlyList<ReadRecord> records, bool[] settled, Func<StreamRecord, bool>? shouldPublish, out int filtered, out int already)
    {
        var entries = new List<EnvelopeEntry>(records.Count);
        var now = _timeProvider.GetUtcNow();
        filtered = 0;
        already = 0;
        for (var index = 0; index < records.Count; index++)
        {
            if (records[index].Record is not { } record)
            {
                PublisherLog.RecordUnreadable(_logger, records[index].SequenceNumber, records[index].Problem!);
                break;
            }

            if (_memory.Contains(record))
            {
                settled[index] = true;
                already++;
                continue;
            }

            if (!TryDecide(record, shouldPublish, out var publish)) break;
            if (!publish)
            {
                settled[index] = true;
                filtered++;
                continue;
            }

            var entry = EnvelopeComposer.Compose(record, index, _options, now, Activity.Current);
            if (entry.Size > PublishSchedule.MaxBytes)
            {
                PublisherLog.EntryTooLarge(_logger, record.EventId, record.SequenceNumber, entry.Size, PublishSchedule.MaxBytes);
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
}
