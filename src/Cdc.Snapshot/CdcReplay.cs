using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Core;
using Cdc.Publisher;
using Cdc.RecordEvents;
using Cdc.Snapshot.Composing;
using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Keys;
using Cdc.Snapshot.Logging;
using Cdc.Snapshot.Pacing;
using Cdc.Snapshot.Reading;
using Cdc.Snapshot.Replaying;
using Cdc.Snapshot.Sending;
using Cdc.Snapshot.Telemetry;
using Cdc.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot;

/// <summary>Sends the changes of the last hours once more, from a table's stream to one queue.</summary>
/// <remarks>
/// It sends each change at least once, and those of one key in order. It keeps no progress: after a stop a replay begins anew, and what it had sent
/// comes twice. A shard serves up to two readers at the same time well
/// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"/>): beside a function on the stream, a replay is the
/// second.
/// </remarks>
public sealed class CdcReplay
{
    private static readonly TimeSpan _kept = TimeSpan.FromHours(24);

    private readonly CdcReplayOptions _options;
    private readonly IAmazonDynamoDB _dynamoDb;
    private readonly DynamoDbStreamsClient _streams;
    private readonly IAmazonSQS _sqs;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly SnapshotTelemetry _telemetry;
    private readonly PatientCalls _retries;

    /// <summary>Creates a replay; nothing is read yet.</summary>
    /// <param name="options">Which changes to send once more, and where to.</param>
    /// <param name="dynamoDb">The client that looks for the table's stream.</param>
    /// <param name="streams">The client that reads it.</param>
    /// <param name="sqs">The client that sends to the queue.</param>
    /// <param name="logger">Where to tell of it; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentNullException">The options or a client are null.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public CdcReplay(CdcReplayOptions options, IAmazonDynamoDB dynamoDb, DynamoDbStreamsClient streams, IAmazonSQS sqs, ILogger<CdcReplay>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dynamoDb);
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(sqs);
        options.Validate();
        (_options, _dynamoDb, _streams, _sqs) = (options, dynamoDb, streams, sqs);
        _logger = logger ?? NullLogger<CdcReplay>.Instance;
        _time = timeProvider ?? TimeProvider.System;
        _telemetry = new SnapshotTelemetry(options.TableName);
        _retries = new PatientCalls(options.RetryDelay, options.MaxRetryDelay, _telemetry, _time, _logger);
    }

    /// <summary>Sends what changed since <see cref="CdcReplayOptions.Since"/> up to now.</summary>
    /// <param name="progress">Gets the progress after each read; null for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was read and sent.</returns>
    /// <exception cref="CdcSnapshotException">It cannot begin or go on; the message says why in one line.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<ReplayProgress> RunAsync(IProgress<ReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var began = _time.GetUtcNow();
        if (_options.Since > began) throw new CdcSnapshotException($"Since is {_options.Since:O}, which is in the future.");
        if (_options.Since < began - _kept) throw new CdcSnapshotException($"Since is {_options.Since:O}, more than 24 hours ago: the stream has forgotten what was then. Take a snapshot of the table.");
        var table = (await _retries.RunAsync(
            $"Looking for the table {_options.TableName}", () => _dynamoDb.DescribeTableAsync(_options.TableName, cancellationToken), SnapshotSource.Advice, cancellationToken).ConfigureAwait(false)).Table;
        if (string.IsNullOrEmpty(table.LatestStreamArn)) throw new CdcSnapshotException($"The table {_options.TableName} has no stream.");

        var gate = new Lock();
        var now = new ReplayProgress { Shards = 0, ShardsDone = 0, Read = 0, Sent = 0 };
        void Note(Func<ReplayProgress, ReplayProgress> change)
        {
            lock (gate)
            {
                now = change(now);
                progress?.Report(now);
            }
        }

        using var sender = new MessageSender(new QueuePublisher(_sqs), _options.QueueUrl, _options.Publisher.MaxConcurrentCalls, _retries, new Pace(null, _time), _telemetry);
        var parts = new ReplayParts
        {
            Options = _options,
            Streams = _streams,
            StreamArn = table.LatestStreamArn,
            Began = began,
            Send = _options.AsSnapshots ? Snapshots(sender, table.TableArn, ItemKeys.Of(table)) : Changes(table.TableArn, table.LatestStreamArn),
            Counted = (read, sent) => Note(one => one with { Read = one.Read + read, Sent = one.Sent + sent }),
            PatientCalls = _retries,
            Time = _time,
            Logger = _logger,
        };
        SnapshotLog.ReplayBegan(_logger, _options.TableName, _options.Since, _options.QueueUrl, parts.StreamArn);
        await new ReplayRunner(parts, (shards, done) => Note(one => one with { Shards = shards, ShardsDone = done })).RunAsync(cancellationToken).ConfigureAwait(false);
        SnapshotLog.ReplayDone(_logger, now.Read, now.Sent, now.Shards);
        return now;
    }

    /// <summary>Sends the changes as they were, by the publisher.</summary>
    private Func<IReadOnlyList<DynamoDbStreamRecord>, CancellationToken, Task<int>> Changes(string tableArn, string streamArn)
    {
        var target = new QueueTarget(new QueuePublisher(_sqs), _options.QueueUrl);
        var arn = tableArn.Split(':');
        // The publisher wants a topic; it is told of one with the queue's name, whose ending says whether it is FIFO.
        _options.Publisher.TopicArn = $"arn:aws:sns:{arn[3]}:{arn[4]}:{_options.QueueUrl[(_options.QueueUrl.LastIndexOf('/') + 1)..]}";
        _options.Publisher.TopicArns.Clear();
        var publisher = new CdcPublisher(_options.Publisher, target, null, _time);
        return async (records, cancellationToken) =>
        {
            var (start, sent) = (0, 0);
            for (var tries = 1; ; tries++)
            {
                var result = await publisher.PublishAsync(StreamEvent.Of(records, start, streamArn), cancellationToken: cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                sent += result.Published;
                if (result.FirstUnpublished is not { } first) return sent;
                if (target.Problem is { } problem) throw new CdcSnapshotException(problem);
                while (SequenceNumber.Parse(records[start].SequenceNumber) < first) start++;
                await _retries.WaitAsync("Sending", "Unpublished", tries, cancellationToken).ConfigureAwait(false);
            }
        };
    }

    /// <summary>Sends each changed item as a snapshot.</summary>
    private Func<IReadOnlyList<DynamoDbStreamRecord>, CancellationToken, Task<int>> Snapshots(MessageSender sender, string tableArn, ItemKeys keys)
    {
        var composer = new SnapshotComposer(new MessageSettings
        {
            SnapshotId = $"replay-{Guid.NewGuid():N}",
            TableArn = tableArn,
            Type = $"{_options.Publisher.EventTypePrefix ?? _options.TableName.ToLowerInvariant()}.snapshot",
            StaticAttributes = new Dictionary<string, string>(_options.Publisher.StaticAttributes, StringComparer.Ordinal),
            IsFifo = _options.QueueUrl.EndsWith(".fifo", StringComparison.Ordinal),
            MaxChanges = _options.Publisher.MaxChangesPerMessage,
            MaxPackedBytes = _options.Publisher.MaxPackedBytes,
            MaxBytes = _options.Publisher.MaxMessageBytes,
        });
        return async (records, cancellationToken) =>
        {
            var changed = records.Select(record => KeyOf(record, keys)).DistinctBy(key => Convert.ToHexString(key.Span)).ToList();
            await sender.SendAsync(CallPlan.Plan(composer.Compose(changed, _time.GetUtcNow()), _options.Publisher.MaxMessageBytes), cancellationToken).ConfigureAwait(false);
            return changed.Count;
        };
    }

    private static ReadOnlyMemory<byte> KeyOf(DynamoDbStreamRecord record, ItemKeys keys)
    {
        using var json = JsonDocument.Parse(record.Json);
        return keys.DataOf(json.RootElement.GetProperty("dynamodb").GetProperty("Keys"));
    }
}
