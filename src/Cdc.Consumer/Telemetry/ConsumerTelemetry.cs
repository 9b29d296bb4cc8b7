using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cdc.Consumer.Logging;
using Cdc.Core;
using Cdc.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Telemetry;

/// <summary>A consumer's spans and metrics, named as OpenTelemetry's messaging conventions have it.</summary>
internal sealed class ConsumerTelemetry : IDisposable
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = CdcConsumerTelemetry.MeterName;

    private const string System = "aws_sqs";

    private static readonly ActivitySource _source = new(Name);

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _destination;
    private readonly string _spanName;
    private readonly Histogram<double> _processDuration;
    private readonly Histogram<double> _operationDuration;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _unmatched;
    private readonly Counter<long> _coalesced;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _deferred;
    private readonly Counter<long> _isolated;
    private int _listenerFailed;

    /// <param name="destination">The queue's URL or name; the URL's last part is what telemetry calls the queue.</param>
    /// <param name="meters">Makes the meter; null for one of this consumer's own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told once where a listener throws.</param>
    public ConsumerTelemetry(string destination, IMeterFactory? meters, TimeProvider time, ILogger logger)
    {
        _logger = logger;
        _destination = destination[(destination.LastIndexOf('/') + 1)..];
        _spanName = $"process {_destination}";
        _time = time;
        _ownsMeter = meters is null;
        _meter = meters?.Create(new MeterOptions(Name)) ?? new Meter(Name);
        _processDuration = Seconds("messaging.process.duration", "How long the handling of a change took.", Buckets.Duration);
        _operationDuration = Seconds("messaging.client.operation.duration", "How long a call to SQS took.", Buckets.Duration);
        _lag = Seconds("cdc.consumer.lag", "How long after the item's change its handling ended.", Buckets.Lag);
        _consumed = Count("messaging.client.consumed.messages", "{message}", "Messages received.");
        _stale = Count("cdc.consumer.changes.stale", "{change}", "Changes acknowledged without running, as one as new was handled before.");
        _unmatched = Count("cdc.consumer.changes.unmatched", "{change}", "Changes that no route takes.");
        _coalesced = Count("cdc.consumer.changes.coalesced", "{change}", "Changes acknowledged without running, as a newer one took their place.");
        _failed = Count("cdc.consumer.messages.failed", "{message}", "Messages whose handling failed, or that cannot be read.");
        _deadLettered = Count("cdc.consumer.messages.dead_lettered", "{message}", "Messages copied to the dead-letter queue.");
        _deferred = Count("cdc.consumer.messages.deferred", "{message}", "Messages given back to the queue unhandled, as no more could be held.");
        _isolated = Count("cdc.consumer.changes.isolated", "{change}", "Failed changes of messages with several that were sent to the queue alone.");
    }

    private TagList Tags => new() { { "messaging.system", System }, { "messaging.destination.name", _destination } };

    /// <summary>Reports how many messages and changes are held.</summary>
    public void Observe(Func<int> messages, Func<int> changes)
    {
        _meter.CreateObservableUpDownCounter(
            "cdc.consumer.messages.in_flight", () => new Measurement<int>(messages(), Tags), "{message}", "Messages held: handled or waiting for their turn.");
        _meter.CreateObservableUpDownCounter(
            "cdc.consumer.changes.in_flight", () => new Measurement<int>(changes(), Tags), "{change}", "Changes held: handled or waiting for their turn.");
    }

    public void Received(int messages) => Add(_consumed, messages, Tags);

    public void Coalesced(int changes) => Add(_coalesced, changes, Tags);

    public void Stale() => Add(_stale, 1, Tags);

    public void Unmatched() => Add(_unmatched, 1, Tags);

    public void DeadLettered() => Add(_deadLettered, 1, Tags);

    public void Deferred() => Add(_deferred, 1, Tags);

    public void Isolated(int changes) => Add(_isolated, changes, Tags);

    public void Failed(Exception error) => Failed(error.GetType());

    /// <summary>Counts a message that failed as it cannot be read.</summary>
    public void Unreadable() => Failed(typeof(CdcEnvelopeFormatException));

    private void Failed(Type error) => Add(_failed, 1, [.. Tags, new("error.type", error.FullName)]);

    // Listeners are the user's code, and are called in here: what they throw must not end what is measured.
    private void Add(Counter<long> counter, int count, in TagList tags)
    {
        try
        {
            counter.Add(count, tags);
        }
#pragma warning disable CA1031 // Whatever a listener throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ListenerFailed(error);
        }
    }

    private void Record(Histogram<double> histogram, double seconds, in TagList tags)
    {
        try
        {
            histogram.Record(seconds, tags);
        }
#pragma warning disable CA1031 // Whatever a listener throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ListenerFailed(error);
        }
    }

    private void ListenerFailed(Exception error)
    {
        if (Interlocked.Exchange(ref _listenerFailed, 1) == 0) _logger.ListenerFailed(error);
    }

    /// <summary>Begins the span of a change's handling: a child of the span that made its message, so that one trace has the whole way, and linked to it as the conventions have it.</summary>
    /// <returns>Null while nobody listens.</returns>
    public Activity? StartProcess<TKey>(string messageId, CdcEnvelope<TKey> change)
    {
        if (!_source.HasListeners()) return null;
        ActivityLink[]? links = ActivityContext.TryParse(change.TraceParent, change.TraceState, isRemote: true, out var publisher) ? [new(publisher)] : null;
        KeyValuePair<string, object?>[] tags =
        [
            .. Tags,
            new("messaging.operation.name", "process"),
            new("messaging.operation.type", "process"),
            new("messaging.message.id", messageId),
            new("cloudevents.event_id", change.Id),
            new("cloudevents.event_type", change.Type),
        ];
        return Start(publisher, tags, links);
    }

    /// <summary>Whether anybody listens to spans.</summary>
    public static bool HasSpans => _source.HasListeners();

    /// <summary>Begins the span of a batch's handling, linked to the spans that made its messages.</summary>
    /// <returns>Null while nobody listens.</returns>
    public Activity? StartBatch<TKey>(IReadOnlyCollection<CdcEnvelope<TKey>> changes)
    {
        if (!_source.HasListeners()) return null;
        var links = new List<ActivityLink>();
        foreach (var change in changes)
        {
            if (ActivityContext.TryParse(change.TraceParent, change.TraceState, isRemote: true, out var publisher)) links.Add(new(publisher));
        }

        KeyValuePair<string, object?>[] tags =
        [
            .. Tags,
            new("messaging.operation.name", "process"),
            new("messaging.operation.type", "process"),
            new("messaging.batch.message_count", changes.Count),
        ];
        return Start(parent: default, tags, links);
    }

    /// <summary>Ends the span of a handling.</summary>
    public void EndProcess(Activity? span, Exception? error)
    {
        if (span is null) return;
        if (error is not null) span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error.GetType().FullName);
        try
        {
            span.Dispose();
        }
#pragma warning disable CA1031 // Whatever a listener throws.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            ListenerFailed(failure);
        }
    }

    /// <summary>Reports a change whose handling ended.</summary>
    public void Processed<TKey>(CdcEnvelope<TKey> change, long startedAt, Exception? error)
    {
        if (_processDuration.Enabled)
        {
            var tags = Tags;
            tags.Add("messaging.operation.name", "process");
            if (error is not null) tags.Add("error.type", error.GetType().FullName);
            Record(_processDuration, _time.GetElapsedTime(startedAt).TotalSeconds, tags);
        }

        if (error is null && _lag.Enabled && change.Time is { } changed) Record(_lag, Math.Max(0, (_time.GetUtcNow() - changed).TotalSeconds), Tags);
    }

    private Activity? Start(ActivityContext parent, KeyValuePair<string, object?>[] tags, IEnumerable<ActivityLink>? links)
    {
        try
        {
            return _source.StartActivity(_spanName, ActivityKind.Consumer, parent, tags, links);
        }
#pragma warning disable CA1031 // Whatever a listener throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            ListenerFailed(error);
            return null;
        }
    }

    /// <summary>Makes a call to SQS and reports how long it took.</summary>
    public Task<TResponse> MeasureAsync<TResponse>(SqsOperation operation, Func<Task<TResponse>> call) =>
        _operationDuration.Enabled ? MeasureEnabledAsync(operation, call) : call();

    public void Dispose()
    {
        if (_ownsMeter) _meter.Dispose();
    }

    private async Task<TResponse> MeasureEnabledAsync<TResponse>(SqsOperation operation, Func<Task<TResponse>> call)
    {
        var startedAt = _time.GetTimestamp();
        var tags = Tags;
        tags.Add("messaging.operation.name", operation.Name);
        tags.Add("messaging.operation.type", operation.Type);
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            tags.Add("error.type", error.GetType().FullName);
            throw;
        }
        finally
        {
            Record(_operationDuration, _time.GetElapsedTime(startedAt).TotalSeconds, tags);
        }
    }

    private Histogram<double> Seconds(string name, string description, InstrumentAdvice<double> advice) =>
        _meter.CreateHistogram(name, "s", description, tags: null, advice);

    private Counter<long> Count(string name, string unit, string description) => _meter.CreateCounter<long>(name, unit, description);
}
