using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cdc.Worker.State;

namespace Cdc.Worker.Telemetry;

/// <summary>A worker's spans and metrics.</summary>
internal sealed class WorkerTelemetry : IDisposable
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Cdc.Worker";

    private static readonly ActivitySource _source = new(Name);

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly string _table;
    private readonly Counter<long> _read;
    private readonly Counter<long> _published;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _trimmed;
    private readonly Counter<long> _taken;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _handedOver;

    /// <param name="table">The table that is followed.</param>
    /// <param name="state">What the gauges show.</param>
    /// <param name="meters">Makes the meter; null for one of this worker's own.</param>
    public WorkerTelemetry(string table, WorkerState state, IMeterFactory? meters)
    {
        (_table, _ownsMeter) = (table, meters is null);
        _meter = meters?.Create(new MeterOptions(Name)) ?? new Meter(Name);
        _read = Count("cdc.worker.records.read", "{record}", "Records read from the stream.");
        _published = Count("cdc.worker.records.done", "{record}", "Records that were published, or left out by a rule.");
        _retried = Count("cdc.worker.publish.retries", "{try}", "Times that a shard's records could not all be published.");
        _trimmed = Count("cdc.worker.trimmed", "{time}", "Times that the stream had forgotten records before they were read.");
        _taken = Count("cdc.worker.leases.taken", "{lease}", "Leases taken that were free, or whose owner was gone.");
        _lost = Count("cdc.worker.leases.lost", "{lease}", "Leases that another worker took, as this one did not renew them.");
        _handedOver = Count("cdc.worker.leases.handed_over", "{lease}", "Leases handed over to a worker that asked.");
        _meter.CreateObservableUpDownCounter("cdc.worker.leases.held", () => new Measurement<int>(state.LeasesHeld, Tags), "{lease}", "Leases held.");
        _meter.CreateObservableGauge("cdc.worker.shard.lag", () => Lags(state), "s", "How old the oldest change is that was read and is not published; none before a shard's first read.");
    }

    private TagList Tags => new() { { "aws.dynamodb.table_name", _table } };

    public void Read(int records) => _read.Add(records, Tags);

    public void Published(int records, Activity? span)
    {
        _published.Add(records, Tags);
        span?.SetTag("cdc.records.done", records);
    }

    public void Retried() => _retried.Add(1, Tags);

    public void Trimmed() => _trimmed.Add(1, Tags);

    public void LeaseTaken(string from) => _taken.Add(1, [.. Tags, new("cdc.worker.lease.from", from)]);

    public void LeaseLost() => _lost.Add(1, Tags);

    public void LeaseHandedOver() => _handedOver.Add(1, Tags);

    /// <summary>Begins the span of the publishing of a shard's records; null while nobody listens.</summary>
    public Activity? StartPublish(string shardId, int records) => _source.HasListeners()
        ? _source.StartActivity($"publish {_table}", ActivityKind.Internal, default(ActivityContext), [.. Tags, new("cdc.worker.shard_id", shardId), new("messaging.batch.message_count", records)])
        : null;

    public void Dispose()
    {
        if (_ownsMeter) _meter.Dispose();
    }

    private IEnumerable<Measurement<double>> Lags(WorkerState state)
    {
        foreach (var shard in state.Shards)
        {
            if (shard.Lag is { } lag) yield return new Measurement<double>(lag.TotalSeconds, [.. Tags, new("cdc.worker.shard_id", shard.ShardId)]);
        }
    }

    private Counter<long> Count(string name, string unit, string description) => _meter.CreateCounter<long>(name, unit, description);
}
