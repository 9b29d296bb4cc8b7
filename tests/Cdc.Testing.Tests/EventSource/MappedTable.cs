using Amazon.DynamoDBv2;
using Cdc.Testing.Hosting;
using Cdc.Worker;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>A table with a stream, a function, and the wire between the stream and the mapping.</summary>
internal sealed class MappedTable : IDisposable
{
    private readonly LocalAws _aws;
    private readonly AmazonDynamoDBClient _client;

    private MappedTable(int shards, TimeProvider clock, AwsFaults? faults)
    {
        _aws = new LocalAws(new LocalAwsOptions { ShardsPerStream = shards, TimeProvider = clock, Faults = faults ?? new AwsFaults() });
        _client = _aws.CreateDynamoDbClient();
        Wire = new Wire(new LocalAwsHttpHandler(_aws.Services.Dispatcher));
        Streams = Wire.CreateClient();
    }

    public Wire Wire { get; }

    public DynamoDbStreamsClient Streams { get; }

    public string StreamArn { get; private set; } = "";

    public StreamFunction Function { get; } = new();

    public static async Task<MappedTable> CreateAsync(int shards = 1, TimeProvider? clock = null, AwsFaults? faults = null)
    {
        var table = new MappedTable(shards, clock ?? TimeProvider.System, faults);
        table.StreamArn = (await OrdersTable.CreateAsync(table._client, StreamViewType.NEW_IMAGE)).LatestStreamArn;
        return table;
    }

    public LocalEventSourceMapping Start(LocalEventSourceMappingOptions? options = null, ILogger<LocalEventSourceMapping>? logger = null) =>
        LocalEventSourceMapping.Start(Streams, StreamArn, Function.HandleAsync, options ?? Quick(), logger);

    /// <summary>Options that keep no one waiting.</summary>
    public static LocalEventSourceMappingOptions Quick(int batchSize = 100, bool fromTrimHorizon = true, bool report = true) => new()
    {
        BatchSize = batchSize,
        StartingPosition = fromTrimHorizon ? LocalEventSourceMappingPosition.TrimHorizon : LocalEventSourceMappingPosition.Latest,
        ReportBatchItemFailures = report,
        PollingInterval = TimeSpan.FromMilliseconds(5),
        RetryDelay = TimeSpan.FromMilliseconds(1),
        ShardDiscoveryInterval = TimeSpan.FromMilliseconds(5),
    };

    /// <summary>Writes the items one after the other; <see cref="StreamFunction"/> calls their records by these names.</summary>
    public async Task PutAsync(params string[] names)
    {
        foreach (var name in names)
            await _client.PutItemAsync("Orders", new(OrdersTable.Key(name.Split('.')[0])) { ["name"] = new(name) });
    }

    public void Dispose()
    {
        Streams.Dispose();
        Wire.Dispose();
        _client.Dispose();
        _aws.Dispose();
    }
}
