using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Chaos.Verifying;
using Cdc.Chaos.Writing;
using Cdc.Publisher;
using Cdc.Testing;
using Cdc.Worker;

namespace Cdc.Chaos.Chains;

/// <summary>One chain up to its queue, in an AWS of its own with faults of its own: table, writers, stream, mapping, function, topic, queues.</summary>
internal sealed class ChaosChain : IAsyncDisposable
{
    private const string Visible = "ApproximateNumberOfMessages";

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly ChaosPlan _plan;
    private readonly ChangeQuota _quota;
    private readonly LocalAws _aws;
    private readonly AmazonDynamoDBClient _dynamoDb;
    private readonly AmazonSQSClient _sqs;
    private readonly SnsClient _sns;
    private readonly DynamoDbStreamsClient _streams;
    private readonly FaultSchedule _schedule;
    private LocalAwsServer? _server;
    private ChainResources? _resources;
    private Functions? _functions;
    private LocalEventSourceMapping? _mapping;
    private Writers? _writers;
    private int _drawn;

    private ChaosChain(ChaosPlan plan, bool isFifo, ChangeQuota quota)
    {
        (_plan, _quota, IsFifo, Name) = (plan, quota, isFifo, isFifo ? "fifo" : "standard");
        Faults = new AwsFaults(plan.Seed);
        _schedule = new FaultSchedule(Faults, new Chance(plan.Seed, $"faults {Name}"), isFifo);
        _aws = new LocalAws(new LocalAwsOptions { Faults = Faults });
        _dynamoDb = _aws.CreateDynamoDbClient();
        _sqs = _aws.CreateSqsClient();
        _sns = _aws.CreateSnsClient();
        _streams = _aws.CreateStreamsClient();
    }

    public string Name { get; }

    public bool IsFifo { get; }

    public AwsFaults Faults { get; }

    public string Endpoint => _server!.Url.ToString();

    public string QueueUrl => _resources!.QueueUrl;

    public string DeadLetterQueueUrl => _resources!.DeadLetterQueueUrl;

    public int Written => _writers!.Written;

    /// <summary>How many changes the function has accepted, each counted once.</summary>
    public int Accepted => _functions!.Accepted.Count;

    public static async Task<ChaosChain> StartAsync(ChaosPlan plan, bool isFifo, ChangeQuota quota)
    {
        var chain = new ChaosChain(plan, isFifo, quota);
        try
        {
            await chain.StartAsync();
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes until the quota is used up, while faults come and go.</summary>
    public Task WriteAsync(CancellationToken cancellationToken) => _writers!.RunAsync(() => MakeRoomAsync(cancellationToken), cancellationToken);

    /// <summary>How many messages are in the queue, whoever holds them.</summary>
    public Task<int> CountLeftAsync() => CountAsync(QueueUrl, Visible, "ApproximateNumberOfMessagesNotVisible");

    /// <summary>Ends the mapping, when all is accepted.</summary>
    public async Task StopMappingAsync()
    {
        if (_mapping is null) return;
        await _mapping.DisposeAsync();
        _mapping = null;
    }

    /// <summary>Makes all messages visible. Call it only when nobody holds a message.</summary>
    public void EndVisibility() => _aws.MoveClock(_plan.Visibility);

    /// <summary>Collects what there is to judge, when everything is at rest.</summary>
    public async Task<ChainHistory> ToHistoryAsync(IReadOnlyList<ConsumerLog> consumers, CancellationToken cancellationToken) => new()
    {
        IsFifo = IsFifo,
        Written = _writers!.WritesByKey,
        Stream = await TableStreamReader.ReadAsync(_streams, _resources!.StreamArn, cancellationToken),
        Accepted = _functions!.Accepted.All,
        Consumers = consumers,
        DeadLetters = await RestReader.DeadLettersAsync(_sqs, DeadLetterQueueUrl, cancellationToken),
        Marks = await RestReader.MarksAsync(_dynamoDb, cancellationToken),
        Left = await CountLeftAsync(),
        GivenUp = await CountAsync(_resources.GivenUpUrl, Visible),
    };

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await StopMappingAsync();
        if (_server is not null) await _server.DisposeAsync();
        _streams.Dispose();
        _sns.Dispose();
        _sqs.Dispose();
        _dynamoDb.Dispose();
        _aws.Dispose();
    }

    private async Task StartAsync()
    {
        _server = await LocalAwsServer.StartAsync(_aws);
        _resources = await ChainResources.CreateAsync(_dynamoDb, _sqs, _sns, IsFifo, _plan.Visibility);
        _writers = new Writers(new TableClient(_dynamoDb, ChainResources.Table), ChainResources.Table, _plan.Keys, _plan.Seed, _quota);
        _functions = new Functions(_resources.TopicArn, _sns, new Chance(_plan.Seed, $"functions {Name}"));
        _mapping = LocalEventSourceMapping.Start(_streams, _resources.StreamArn, _functions.InvokeAsync, new LocalEventSourceMappingOptions
        {
            BatchSize = 200,
            ParallelizationFactor = 2,
            BisectBatchOnFunctionError = true,
            RetryDelay = TimeSpan.FromMilliseconds(20),
            ShardDiscoveryInterval = TimeSpan.FromSeconds(1),
            OnFailure = LocalEventSourceMappingDestination.ToQueue(_sqs, _resources.GivenUpArn),
        });
    }

    /// <summary>Draws new faults when it is their turn. Then it pauses the writers while too many changes wait for the function or a consumer.</summary>
    private async Task MakeRoomAsync(CancellationToken cancellationToken)
    {
        var turn = (Written / _plan.ChangesPerFaults) + 1;
        var drawn = Volatile.Read(ref _drawn);
        if (turn > drawn && Interlocked.CompareExchange(ref _drawn, turn, drawn) == drawn) _schedule.Redraw();
        while (!_quota.IsClosed && Written - Accepted + await CountAsync(QueueUrl, Visible) > _plan.MaxBacklog)
            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
    }

    private async Task<int> CountAsync(string queueUrl, params List<string> which) =>
        (await _sqs.GetQueueAttributesAsync(queueUrl, which)).Attributes.Values.Sum(count => int.Parse(count, CultureInfo.InvariantCulture));
}
