using Amazon.DynamoDBv2;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Publisher;
using Cdc.Snapshot.Composing;
using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Logging;
using Cdc.Snapshot.Pacing;
using Cdc.Snapshot.Reading;
using Cdc.Snapshot.Running;
using Cdc.Snapshot.Segments;
using Cdc.Snapshot.Sending;
using Cdc.Snapshot.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot;

/// <summary>Sends a notification for every item that a table holds, to one queue or to all subscribers of a topic.</summary>
/// <remarks>
/// <para>
/// A notification says "look at this item", and a handler that looks sees its current state. So a snapshot runs beside live changes, and needs no
/// watermark against them. It reports every item that is there from the start to the end at least once. It may report an item that is deleted
/// meanwhile; a handler that looks then finds nothing.
/// </para>
/// <para>
/// A snapshot writes a page's progress when the target has accepted all its messages. If it is killed at any moment, it repeats at most one page of
/// each segment that was being read. Several processes may run the same snapshot: only one at a time reads a segment. Throttling only makes it
/// slower.
/// </para>
/// </remarks>
public sealed class CdcSnapshot
{
    private readonly CdcSnapshotOptions _options;
    private readonly IAmazonDynamoDB _dynamoDb;
    private readonly IAmazonSQS? _sqs;
    private readonly ISnsPublisher? _sns;
    private readonly ISnapshotProgressStore _store;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SnapshotTelemetry _telemetry;
    private readonly PatientCalls _retries;

    /// <summary>Creates a snapshot; nothing is read or written yet.</summary>
    /// <param name="options">What is read, and where it goes.</param>
    /// <param name="dynamoDb">The client that reads the table, and the progress where that is in a table.</param>
    /// <param name="sqs">The client that sends to <see cref="CdcSnapshotOptions.QueueUrl"/>; null where a topic is set.</param>
    /// <param name="sns">What sends to <see cref="CdcSnapshotOptions.TopicArn"/>; null where a queue is set.</param>
    /// <param name="progress">Where the progress is; null for the table or file that the options name.</param>
    /// <param name="logger">Where to tell of it; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentNullException">The options or the client are null.</exception>
    /// <exception cref="ArgumentException">A queue is set without a client for it, a topic without what sends to it, or there is no place for the progress.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public CdcSnapshot(
        CdcSnapshotOptions options, IAmazonDynamoDB dynamoDb, IAmazonSQS? sqs = null, ISnsPublisher? sns = null, ISnapshotProgressStore? progress = null,
        ILogger<CdcSnapshot>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dynamoDb);
        options.Validate();
        if (options.QueueUrl is not null && sqs is null) throw new ArgumentException("QueueUrl is set, and there is no client for SQS.", nameof(sqs));
        if (options.TopicArn is not null && sns is null) throw new ArgumentException("TopicArn is set, and there is nothing that sends to SNS.", nameof(sns));
        (_options, _dynamoDb, _sqs, _sns) = (options, dynamoDb, sqs, sns);
        _logger = logger ?? NullLogger<CdcSnapshot>.Instance;
        _time = timeProvider ?? TimeProvider.System;
        _store = progress
            ?? (options.ProgressTableName is { } table ? new DynamoDbSnapshotProgressStore(dynamoDb, table, options.CreateIfMissing, _time)
            : options.ProgressFile is { } file ? new FileSnapshotProgressStore(file, _time)
            : throw new ArgumentException("There is no place for the progress: set ProgressTableName or ProgressFile.", nameof(options)));
        _telemetry = new SnapshotTelemetry(options.TableName);
        _retries = new PatientCalls(options.RetryDelay, options.MaxRetryDelay, _telemetry, _time, _logger);
    }

    /// <summary>Begins the snapshot, or goes on with it, until it is done or somebody pauses or cancels it.</summary>
    /// <param name="progress">Gets the progress, at most once a second and at the end; null for nobody.</param>
    /// <param name="cancellationToken">Stops this run; the recorded progress stays, and the next run goes on there.</param>
    /// <returns>How it stands at the end. Where it was paused or had ended before, nothing was sent: see <see cref="SnapshotProgress.Status"/> and <see cref="SnapshotProgress.HadEnded"/>.</returns>
    /// <exception cref="CdcSnapshotException">It cannot begin or go on; the message says why in one line.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<SnapshotProgress> RunAsync(IProgress<SnapshotProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var source = await SnapshotSource.OpenAsync(_options, _dynamoDb, _retries, cancellationToken).ConfigureAwait(false);
        if (_options.QueueUrl is { } queue) await RequireQueueAsync(queue, cancellationToken).ConfigureAwait(false);
        var state = await BeginAsync(source, cancellationToken).ConfigureAwait(false);
        var board = new ProgressBoard(state, source.EstimatedItems, _time);
        if (state.Status == SnapshotStatus.Paused) SnapshotLog.IsPaused(_logger, _options.SnapshotId);
        else if (state.Status != SnapshotStatus.Running) SnapshotLog.HadEnded(_logger, _options.SnapshotId, state.Status);
        if (state.Status != SnapshotStatus.Running) return board.Report(hadEnded: state.Status != SnapshotStatus.Paused);

        var (publisher, target) = _options.QueueUrl is { } url ? (new QueuePublisher(_sqs!), url) : (_sns!, _options.TopicArn!);
        using var sender = new MessageSender(publisher, target, _options.MaxConcurrentCalls, _retries, new Pace(_options.MaxChangesPerSecond, _time), _telemetry);
        var parts = new SnapshotParts
        {
            Options = _options,
            Store = _store,
            Source = source,
            Composer = new SnapshotComposer(SettingsOf(source, target)),
            Sender = sender,
            ReadPace = new Pace(_options.MaxReadUnitsPerSecond, _time),
            PatientCalls = _retries,
            Telemetry = _telemetry,
            Board = board,
            Time = _time,
            Logger = _logger,
            Owner = $"{Environment.MachineName}/{Guid.NewGuid():N}",
        };
        return await new SnapshotRunner(parts, new ProgressReports(board, progress, _time, _logger)).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells how far the snapshot has come.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The progress, without an estimate; null where there is no such snapshot.</returns>
    /// <exception cref="CdcSnapshotException">The progress cannot be read.</exception>
    public async Task<SnapshotProgress?> FindAsync(CancellationToken cancellationToken = default)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(cancellationToken).ConfigureAwait(false) is { } state ? new ProgressBoard(state, null, _time).Report() : null;
    }

    /// <summary>
    /// Pauses the snapshot in all processes until it is resumed; pages under way are still sent. The processes notice within a third of
    /// <see cref="CdcSnapshotOptions.LeaseDuration"/>.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it stands now: one that has ended stays as it is.</returns>
    /// <exception cref="CdcSnapshotException">There is no such snapshot, or the progress cannot be written.</exception>
    public Task<SnapshotStatus> PauseAsync(CancellationToken cancellationToken = default) => SetAsync(SnapshotStatus.Paused, [SnapshotStatus.Running], cancellationToken);

    /// <summary>Lets a paused snapshot go on, as soon as somebody runs it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it stands now: one that has ended stays as it is.</returns>
    /// <exception cref="CdcSnapshotException">There is no such snapshot, or the progress cannot be written.</exception>
    public Task<SnapshotStatus> ResumeAsync(CancellationToken cancellationToken = default) => SetAsync(SnapshotStatus.Running, [SnapshotStatus.Paused], cancellationToken);

    /// <summary>Ends the snapshot for good in all processes.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it stands now: one that is completed stays so.</returns>
    /// <exception cref="CdcSnapshotException">There is no such snapshot, or the progress cannot be written.</exception>
    public Task<SnapshotStatus> CancelAsync(CancellationToken cancellationToken = default) =>
        SetAsync(SnapshotStatus.Cancelled, [SnapshotStatus.Running, SnapshotStatus.Paused], cancellationToken);

    private async Task<SnapshotStatus> SetAsync(SnapshotStatus to, SnapshotStatus[] from, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var state = await ReadAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new CdcSnapshotException($"There is no snapshot {_options.SnapshotId}.");
            if (!from.Contains(state.Status)) return state.Status;
            var isSet = await _retries.RunAsync(
                "Writing the progress", () => _store.SetStatusAsync(_options.SnapshotId, state.Status, to, cancellationToken), ProgressAdvice.For, cancellationToken).ConfigureAwait(false);
            if (!isSet) continue;
            SnapshotLog.StatusSet(_logger, _options.SnapshotId, to);
            return to;
        }
    }

    private async Task<SnapshotState> BeginAsync(SnapshotSource source, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        var definition = new SnapshotDefinition
        {
            SnapshotId = _options.SnapshotId,
            TableArn = source.TableArn,
            Target = _options.QueueUrl ?? _options.TopicArn!,
            Source = source.Text,
            Segments = source.Segments,
        };
        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } state)
        {
            await _retries.RunAsync("Writing the progress", () => _store.CreateAsync(definition, cancellationToken), ProgressAdvice.For, cancellationToken).ConfigureAwait(false);
            state = await ReadAsync(cancellationToken).ConfigureAwait(false) ?? throw new CdcSnapshotException($"The progress of snapshot {_options.SnapshotId} is not there after it was written.");
            if (state.Definition == definition) SnapshotLog.Began(_logger, _options.SnapshotId, _options.TableName, definition.Segments, definition.Target);
        }
        else if (state.Status == SnapshotStatus.Running)
        {
            SnapshotLog.GoesOn(_logger, _options.SnapshotId, state.Segments.Count(one => one.IsDone), state.Segments.Count, state.Segments.Sum(one => one.Sent));
        }

        if (DefinitionCheck.ProblemOf(state.Definition, definition) is { } problem) throw new CdcSnapshotException(problem);
        return state;
    }

    private Task<bool> PrepareAsync(CancellationToken cancellationToken) => _retries.RunAsync(
        "Looking for the progress",
        async () =>
        {
            await _store.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return true;
        },
        ProgressAdvice.For,
        cancellationToken);

    private Task<SnapshotState?> ReadAsync(CancellationToken cancellationToken) =>
        _retries.RunAsync("Reading the progress", () => _store.FindAsync(_options.SnapshotId, cancellationToken), ProgressAdvice.For, cancellationToken);

    private Task<GetQueueAttributesResponse> RequireQueueAsync(string queue, CancellationToken cancellationToken) => _retries.RunAsync(
        $"Looking for the queue {queue}",
        () => _sqs!.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, [QueueAttributeName.QueueArn]), cancellationToken),
        error => CallFault.IsMissing(error) ? "There is no such queue in this account and Region: check QueueUrl and the client's Region."
            : CallFault.IsDenied(error) ? "The credentials lack a permission: allow sqs:GetQueueAttributes and sqs:SendMessage on the queue; where it is of another account, its policy must allow them too."
            : PatientCalls.Explanation(error),
        cancellationToken);

    private MessageSettings SettingsOf(SnapshotSource source, string target) => new()
    {
        SnapshotId = _options.SnapshotId,
        TableArn = source.TableArn,
        Type = _options.EventType ?? $"{_options.TableName.ToLowerInvariant()}.snapshot",
        StaticAttributes = new Dictionary<string, string>(_options.StaticAttributes, StringComparer.Ordinal),
        IsFifo = target.EndsWith(".fifo", StringComparison.Ordinal),
        MaxChanges = _options.MaxChangesPerMessage,
        MaxPackedBytes = _options.MaxPackedBytes,
        MaxBytes = _options.MaxMessageBytes,
    };
}
