using Cdc.Publisher;
using Cdc.Worker.Shards;
using Cdc.Worker.State;
using Cdc.Worker.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Worker.Hosting;

/// <summary>What all shards of a worker share.</summary>
internal sealed class WorkerParts(
    CdcStreamWorkerOptions options, DynamoDbStreamsClient streams, ILeaseStore leases, ISnsPublisher sns, WorkerState state, WorkerTelemetry telemetry,
    TimeProvider time, ILoggerFactory loggers, ILogger logger) : IDisposable
{
    public CdcStreamWorkerOptions Options { get; } = options;

    public DynamoDbStreamsClient Streams { get; } = streams;

    public TableStreams TableStreams { get; } = new(streams, options.TableName);

    public ILeaseStore Leases { get; } = leases;

    public CdcPublisher Publisher { get; } = new(options.Publisher, sns, loggers.CreateLogger<CdcPublisher>(), time);

    public WorkerState State { get; } = state;

    public WorkerTelemetry Telemetry { get; } = telemetry;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    /// <summary>This run of the worker: no other has the name, so that what it finds under it is its own.</summary>
    public string Id { get; } = $"{options.WorkerName ?? Environment.MachineName}/{Guid.NewGuid():N}";

    /// <summary>A place for each read under way.</summary>
    public SemaphoreSlim Reads { get; } = new(options.MaxConcurrentShards, options.MaxConcurrentShards);

    /// <summary>A place for each publishing under way.</summary>
    public SemaphoreSlim Publishes { get; } = new(options.MaxConcurrentShards, options.MaxConcurrentShards);

    /// <summary>The monotonic time.</summary>
    public TimeSpan Now => Time.GetElapsedTime(0);

    public void Dispose()
    {
        Reads.Dispose();
        Publishes.Dispose();
    }
}
