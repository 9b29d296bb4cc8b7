using System.Diagnostics;
using Cdc.Publisher.Events;
using Cdc.Publisher.Publishing;
using Cdc.Publisher.Telemetry;
using Cdc.Texts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cdc.Publisher;

/// <summary>Publishes the records of a DynamoDB stream event to SNS.</summary>
/// <remarks>
/// Several calls are under way at once, but never with two changes of one key, and no change goes out after an earlier one of its key failed. Failures that
/// pass by themselves are tried again while time allows; then publishing stops. What was not published is reported, never dropped. The publisher remembers
/// what went out behind a failed record (the last 10,000 such records), and does not publish it again when Lambda sends it again. It keeps nothing else
/// between calls. Safe for concurrent calls.
/// </remarks>
public sealed class CdcPublisher
{
    // As many as the largest batch that Lambda gives a function.
    private const int MaxRemembered = 10_000;

    private static readonly CdcPublishRules _noRules = new();

    private readonly PublishedMemory _memory = new(MaxRemembered);
    private readonly StreamTables _tables = new();
    private readonly CdcPublisherOptions _options;
    private readonly ImageSelection _images;
    private readonly MissingImages _missing;
    private readonly EntryTemplates _templates;
    private readonly Topics _topics;
    private readonly PoisonRule _poison;
    private readonly CallSender _sender;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a publisher.</summary>
    /// <param name="options">Where to publish, and what. Changes that are made to them later have no effect that could be relied on.</param>
    /// <param name="sns">What sends the batches.</param>
    /// <param name="logger">Where failures are told; null for nowhere.</param>
    /// <param name="timeProvider">The clock, which also is the time of records that have none; null for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="sns"/> is null.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public CdcPublisher(
        CdcPublisherOptions options, ISnsPublisher sns, ILogger<CdcPublisher>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sns);
        options.Validate();
        _options = options;
        _logger = new EscapingLogger(logger ?? NullLogger<CdcPublisher>.Instance);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _images = new ImageSelection(options);
        _missing = new MissingImages(_logger);
        _templates = new EntryTemplates(options);
        _topics = new Topics(options);
        _poison = new PoisonRule(options, _topics, _logger);
        _sender = new CallSender(sns, _timeProvider);
    }

#pragma warning disable RS0026 // What is published tells the overloads apart; what is optional goes into the context, which can grow.
    /// <summary>Reads a stream event and publishes its records.</summary>
    /// <param name="streamEvent">The event's JSON in UTF-8, as Lambda gives it to a function; read to its end. The time that takes counts as used.</param>
    /// <param name="context">What is known of the invocation, and the rules; null for the settings alone.</param>
    /// <param name="cancellationToken">Stops publishing; what was not published is reported.</param>
    /// <returns>What became of the records.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="streamEvent"/> is null.</exception>
    /// <exception cref="CdcStreamEventException">This is no stream event, or a record has no sequence number; nothing was published.</exception>
    public async Task<CdcPublishResult> PublishAsync(Stream streamEvent, CdcPublishContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(streamEvent);
        var left = Left(context);
        using var buffer = await EventBuffer.ReadAsync(streamEvent, cancellationToken).ConfigureAwait(false);
        return await PublishEventAsync(buffer.Memory, context, left, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes the records of a stream event that is in memory.</summary>
    /// <param name="streamEvent">The event's JSON in UTF-8, as Lambda gives it to a function.</param>
    /// <param name="context">What is known of the invocation, and the rules; null for the settings alone.</param>
    /// <param name="cancellationToken">Stops publishing; what was not published is reported.</param>
    /// <returns>What became of the records.</returns>
    /// <exception cref="CdcStreamEventException">This is no stream event, or a record has no sequence number; nothing was published.</exception>
    public Task<CdcPublishResult> PublishAsync(
        ReadOnlyMemory<byte> streamEvent, CdcPublishContext? context = null, CancellationToken cancellationToken = default) =>
        PublishEventAsync(streamEvent, context, Left(context), cancellationToken);

    /// <summary>Publishes records that somebody has read already.</summary>
    /// <param name="records">The records of one invocation, in the event's order.</param>
    /// <param name="context">What is known of the invocation, and the rules; null for the settings alone.</param>
    /// <param name="cancellationToken">Stops publishing; what was not published is reported.</param>
    /// <returns>What became of the records. The guarantees are the same as with an event's JSON.</returns>
    /// <exception cref="ArgumentNullException">The list is null, or a record in it; nothing was published.</exception>
    /// <exception cref="ArgumentException">A record's <see cref="StreamRecord.SequenceNumberText"/> is not its <see cref="StreamRecord.SequenceNumber"/>; nothing was published.</exception>
    public async Task<CdcPublishResult> PublishAsync(
        IReadOnlyList<StreamRecord> records, CdcPublishContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var left = Left(context);
        using var batch = new RecordBatch(_tables, _images);
        foreach (var record in records)
        {
            ArgumentNullException.ThrowIfNull(record, nameof(records));
            batch.Add(record);
        }

        return await PublishRecordsAsync(batch, context, left, cancellationToken).ConfigureAwait(false);
    }
#pragma warning restore RS0026

    private TimeLeft? Left(CdcPublishContext? context) => (context?.TimeLeft ?? _options.TimeBudget) is { } left ? new TimeLeft(left, _timeProvider.GetTimestamp()) : null;

    private async Task<CdcPublishResult> PublishEventAsync(
        ReadOnlyMemory<byte> streamEvent, CdcPublishContext? context, TimeLeft? timeLeft, CancellationToken cancellationToken)
    {
        using var records = new RecordBatch(_tables, _images);
        StreamEventReader.Read(streamEvent.Span, records);
        return await PublishRecordsAsync(records, context, timeLeft, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CdcPublishResult> PublishRecordsAsync(
        RecordBatch records, CdcPublishContext? context, TimeLeft? timeLeft, CancellationToken cancellationToken)
    {
        using var batch = new EntryBatch(records);
        var composer = new EntryComposer(_templates, _timeProvider.GetUtcNow(), TraceText.Of(Activity.Current), _logger);
        var memory = context is { IsReplay: true } ? null : _memory;
        new EntryPreparation(_options, context?.Rules ?? _noRules, _topics, _poison, memory, _missing, _logger).Prepare(batch, composer);
        await new PublishRun(_sender, _options, batch, _poison, _logger, _timeProvider).RunAsync(timeLeft, cancellationToken).ConfigureAwait(false);

        var firstUndone = batch.LowestUndone();
        var result = new CdcPublishResult
        {
            Published = batch.CountOf(EntryState.Published),
            Filtered = batch.CountOf(EntryState.Filtered),
            FirstUnpublished = firstUndone is { } lowest ? records.Records[lowest].Sequence : null,
            FirstUnpublishedText = firstUndone is { } index ? records.SequenceTextOf(index) : null,
            AlreadyPublished = batch.CountOf(EntryState.AlreadyPublished),
            Coalesced = batch.CountOf(EntryState.Coalesced),
            Parked = batch.CountOf(EntryState.Parked),
            Skipped = batch.CountOf(EntryState.Skipped),
        };
        PublisherTelemetry.Count(batch.Count, result);
        memory?.Update(batch, firstUndone);
        if (result.FirstUnpublishedText is { } checkpoint) PublisherLog.SentAgain(_logger, result.Published, result.Filtered, batch.Count, checkpoint);
        else PublisherLog.Published(_logger, result.Published, result.Filtered);
        return result;
    }
}
