using System.Diagnostics.Metrics;
using Amazon.DynamoDBv2;
using Cdc.Publisher;
using Cdc.Texts;
using Cdc.Worker.Hosting;
using Cdc.Worker.Processing;
using Cdc.Worker.State;
using Cdc.Worker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Worker.Services;

/// <summary>Runs one worker for as long as the host runs.</summary>
internal sealed class WorkerService(string name, IServiceProvider services) : BackgroundService
{
    private StreamWorker? _worker;
    private WorkerParts? _parts;
    private WorkerTelemetry? _telemetry;

    /// <summary>Makes the logger that all of a worker's lines go to.</summary>
    public static ILogger CreateLogger(IServiceProvider services, string name) =>
        new EscapingLogger(services.GetRequiredService<ILoggerFactory>().CreateLogger($"Cdc.Worker.{name}"));

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptionsMonitor<CdcStreamWorkerOptions>>().Get(name);
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var clients = services.GetRequiredService<WorkerClients>();
        var state = services.GetRequiredKeyedService<WorkerState>(name);
        var leases = services.GetKeyedService<ILeaseStore>(name) ?? services.GetService<ILeaseStore>()
            ?? new DynamoDbLeaseStore(clients.Get<IAmazonDynamoDB>(() => new AmazonDynamoDBClient()), options.LeaseTableName ?? options.TableName + "-leases", options.CreateIfMissing, time);
        _telemetry = new WorkerTelemetry(options.TableName, state, services.GetService<IMeterFactory>());
        _parts = new WorkerParts(
            options,
            clients.Get(() => new DynamoDbStreamsClient()),
            leases,
            clients.Get<ISnsPublisher>(() => new SnsClient()),
            state,
            _telemetry,
            time,
            services.GetRequiredService<ILoggerFactory>(),
            CreateLogger(services, name));
        _worker = new StreamWorker(_parts);
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var outOfTime = cancellationToken.UnsafeRegister(static worker => ((StreamWorker?)worker)?.Abandon(), _worker).ConfigureAwait(false);
        await base.StopAsync(CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        base.Dispose();
        if (ExecuteTask is { IsCompleted: false }) return;
        _worker?.Dispose();
        _parts?.Dispose();
        _telemetry?.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _worker!.RunAsync(stoppingToken);
}
