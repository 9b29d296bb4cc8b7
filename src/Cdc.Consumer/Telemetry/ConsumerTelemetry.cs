using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cdc.Consumer.Dispatch;
using Cdc.Core;
using Cdc.Telemetry;

namespace Cdc.Consumer.Telemetry;

/// <summary>A consumer's spans and metrics, named as OpenTelemetry's messaging conventions have it.</summary>
internal sealed class ConsumerTelemetry : IDisposable
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Cdc.Consumer";

    private const string System = "aws_sqs";

    private static readonly ActivitySource _source = new(Name);

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly TimeProvider _time;
    private readonly string _destination;
    private readonly string _spanName;
    private readonly Histogram<double> _processDuration;
    private readonly Histogram<double> _operationDuration;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _coalesced;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _deferred;

    /// <param name="destination">The queue's URL or name; the URL's last part is what telemetry calls the queue.</param>
    /// <param name="meters">Makes the meter; null for one of this consumer's own.</param>
    /// <param name="time">The clock.</param>
    public ConsumerTelemetry(string destination, IMeterFactory? meters, TimeProvider time)
    {
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
        _coalesced = Count("cdc.consumer.changes.coalesced", "{change}", "Changes acknowledged without running, as a newer one took their place.");
        _failed = Count("cdc.consumer.messages.failed", "{message}", "Messages whose handling failed, or that cannot be read.");
        _deadLettered = Count("cdc.consumer.messages.dead_lettered", "{message}", "Messages copied to the dead-letter queue.");
        _deferred = Count("cdc.consumer.messages.deferred", "{message}", "Messages given back to the queue, as too many of their key were held.");
    }

    private TagList Tags => new() { { "messaging.system", System }, { "messaging.destination.name", _destination } };

    /// <summary>Reports how many messages are held.</summary>
    public void Observe(Func<int> held) => _meter.CreateObservableUpDownCounter(
        "cdc.consumer.messages.in_flight", () => new Measurement<int>(held(), Tags), "{message}", "Messages held: handled or waiting for their turn.");

    public void Received(int messages) => _consumed.Add(messages, Tags);

    public void Coalesced(int changes) => _coalesced.Add(changes, Tags);

    public void Stale() => _stale.Add(1, Tags);

    public void DeadLettered() => _deadLettered.Add(1, Tags);

    public void Deferred() => _deferred.Add(1, Tags);

    public void Failed(Exception error) => Failed(error.GetType());

    /// <summary>Counts a message that failed as it cannot be read.</summary>
    public void Unreadable() => Failed(typeof(CdcEnvelopeFormatException));

    private void Failed(Type error) => _failed.Add(1, [.. Tags, new("error.type", error.FullName)]);

    /// <summary>Begins the span of a change's handling: a child of the span that made its message, so that one trace has the whole way, and linked to it as the conventions have it.</summary>
    /// <returns>Null while nobody listens.</returns>
    public Activity? StartProcess<TKey>(ReceivedMessage message, CdcEnvelope<TKey> change)
    {
        if (!_source.HasListeners()) return null;
        ActivityLink[]? links = ActivityContext.TryParse(change.TraceParent, change.TraceState, isRemote: true, out var publisher) ? [new(publisher)] : null;
        KeyValuePair<string, object?>[] tags =
        [
            .. Tags,
            new("messaging.operation.name", "process"),
            new("messaging.operation.type", "process"),
            new("messaging.message.id", message.Message.MessageId),
            new("cloudevents.event_id", change.Id),
            new("cloudevents.event_type", change.Type),
        ];
        return _source.StartActivity(_spanName, ActivityKind.Consumer, publisher, tags, links);
    }

    /// <summary>Reports a change whose handling ended, and ends its span.</summary>
    public void Processed<TKey>(CdcEnvelope<TKey> change, long startedAt, Activity? span, Exception? error)
    {
        if (_processDuration.Enabled)
        {
            var tags = Tags;
            tags.Add("messaging.operation.name", "process");
            if (error is not null) tags.Add("error.type", error.GetType().FullName);
            _processDuration.Record(_time.GetElapsedTime(startedAt).TotalSeconds, tags);
        }

        if (error is null && _lag.Enabled && change.Time is { } changed) _lag.Record(Math.Max(0, (_time.GetUtcNow() - changed).TotalSeconds), Tags);
        if (span is null) return;
        if (error is not null) span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error.GetType().FullName);
        span.Dispose();
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
            _operationDuration.Record(_time.GetElapsedTime(startedAt).TotalSeconds, tags);
        }
    }

    private Histogram<double> Seconds(string name, string description, InstrumentAdvice<double> advice) =>
        _meter.CreateHistogram(name, "s", description, tags: null, advice);

    private Counter<long> Count(string name, string unit, string description) => _meter.CreateCounter<long>(name, unit, description);
}
