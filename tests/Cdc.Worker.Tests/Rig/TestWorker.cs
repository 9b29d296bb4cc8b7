using Amazon.DynamoDBv2;
using Cdc.Testing;
using Cdc.Worker.Hosting;
using Cdc.Worker.Processing;
using Cdc.Worker.State;
using Cdc.Worker.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Worker.Tests.Rig;

/// <summary>A worker as a process would run it, with a way to AWS of its own.</summary>
internal sealed class TestWorker
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly StreamWorker _worker;
    private readonly WorkerParts _parts;

    public TestWorker(WorkerRig rig, CdcStreamWorkerOptions options, Func<ILeaseStore, ILeaseStore>? leases)
    {
        Time = new SkewedTime(rig.Time);
        Link = new WorkerLink(rig.Aws.HttpClientFactory.CreateHttpClient(new AmazonDynamoDBConfig()));
        var dynamoDb = new AmazonDynamoDBClient(LocalAws.Credentials, Configure(rig, new AmazonDynamoDBConfig()));
        ILeaseStore store = new DynamoDbLeaseStore(dynamoDb, WorkerRig.LeaseTable, createIfMissing: true, Time);
        State = new WorkerState("test", Time, rig.Logger);
        _parts = new WorkerParts(
            options,
            new DynamoDbStreamsClient(LocalAws.Credentials, Configure(rig, new DynamoDbStreamsClientConfig())),
            leases?.Invoke(store) ?? store,
            new LinkedSns(Link, rig.Topic, () => Id),
            State,
            new WorkerTelemetry(options.TableName, State, null),
            Time,
            LoggerFactory.Create(_ => { }),
            rig.Logger);
        _worker = new StreamWorker(_parts);
        Running = Task.Run(() => _worker.RunAsync(_stopping.Token));
    }

    public string Id => _parts.Id;

    public SkewedTime Time { get; }

    public WorkerLink Link { get; }

    public WorkerState State { get; }

    public Task Running { get; }

    /// <summary>Tells it to stop in order.</summary>
    public Task Stop()
    {
        _stopping.Cancel();
        return Running;
    }

    /// <summary>Nothing of it reaches AWS any more.</summary>
    public void Kill()
    {
        Link.Cut();
        _stopping.Cancel();
        _worker.Abandon();
    }

    private TConfig Configure<TConfig>(WorkerRig rig, TConfig config)
        where TConfig : Amazon.Runtime.ClientConfig
    {
        rig.Aws.Configure(config);
        config.HttpClientFactory = Link;

        // Its waits between tries are not on the test's clock.
        config.MaxErrorRetry = 0;
        return config;
    }
}
