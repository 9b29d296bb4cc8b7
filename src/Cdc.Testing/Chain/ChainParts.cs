using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Cdc.Consumer;
using Cdc.Lambda;
using Cdc.Publisher;
using Cdc.Testing.DynamoDb.Streams;
using Cdc.Testing.Protocol;
using Cdc.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.Chain;

/// <summary>Sets a chain's parts up in the order in which nothing is lost, and takes them down in the order in which nothing hangs.</summary>
internal sealed class ChainParts : IAsyncDisposable
{
    private readonly bool _ownsAws;
    private readonly RecentLines _recent = new();
    private readonly ILoggerFactory _loggers;
    private readonly DynamoDbStreamsClient _streams;
    private readonly List<LocalCdcListener> _listeners = [];
    private readonly List<ListenerQueues> _queues = [];
    private readonly List<IAsyncDisposable> _consumers = [];
    private ChainReader? _reader;
    private TableStream? _stream;

    public ChainParts(LocalCdcChainOptions options)
    {
        (Aws, _ownsAws) = options.Aws is { } given ? (given, false) : (new LocalAws(), true);
        (DynamoDb, Sqs, Sns, _streams) = (Aws.CreateDynamoDbClient(), Aws.CreateSqsClient(), Aws.CreateSnsClient(), Aws.CreateStreamsClient());
        _loggers = LoggerFactory.Create(logging =>
        {
            options.Logging?.Invoke(logging);
            logging.AddProvider(_recent);
        });
    }

    public LocalAws Aws { get; }

    public AmazonDynamoDBClient DynamoDb { get; }

    public AmazonSQSClient Sqs { get; }

    public SnsClient Sns { get; }

    public string TopicArn { get; private set; } = "";

    public TableStream Stream => _stream ?? throw new InvalidOperationException("The chain is not started.");

    public IReadOnlyList<LocalCdcListener> Listeners => _listeners;

    public async Task StartAsync(LocalCdcChainOptions options, CancellationToken cancellationToken)
    {
        if (options.TableRequest is not { } table) throw new ArgumentException("No table is named: call Table.", nameof(options));
        if (options is { Function: not null, Worker: not null }) throw new ArgumentException("UseFunction and UseWorker are both called: one of them publishes.", nameof(options));
        _stream = await RequireStreamAsync(table, options.StreamViewType, cancellationToken).ConfigureAwait(false);
        var plans = CreateQueues(options);
        // Whoever listens is there before the first change is read.
        foreach (var (plan, listener) in plans) await StartAsync(plan, listener, cancellationToken).ConfigureAwait(false);
        _reader = options.Worker is null ? StartFunction(options) : await StartWorkerAsync(options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether every change has left the stream, and every queue that somebody receives from is empty.</summary>
    public async Task<bool> IsSettledAsync(CancellationToken cancellationToken)
    {
        // A handler may write to the table: what it wrote is seen, as it wrote before its message was deleted.
        var written = Stream.Written;
        return await _reader!.CountUnreadAsync(cancellationToken).ConfigureAwait(false) <= 0
            && _listeners.TrueForAll(listener => !listener.IsHandled || listener.MessageCount == 0)
            && Stream.Written == written;
    }

    /// <summary>How many changes and messages came to an end elsewhere than at a listener.</summary>
    public long CountLost() => _reader!.GivenUp + _listeners.Sum(listener => listener.DeadLetterCount) + _queues.Sum(Undelivered);

    /// <summary>Tells where everything is.</summary>
    public async Task<IReadOnlyList<string>> DescribeAsync(CancellationToken cancellationToken)
    {
        var unread = Math.Max(0, await _reader!.CountUnreadAsync(cancellationToken).ConfigureAwait(false));
        return
        [
            FormattableString.Invariant($"stream: {Stream.Written} changes, {unread} of them not yet published or left out, {_reader.GivenUp} given up"),
            .. _listeners.Zip(_queues, (listener, queues) => FormattableString.Invariant($"{listener.Describe()}, {Undelivered(queues)} that SNS could not deliver")),
            .. _recent.All.Select(line => "log: " + line),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_reader is not null) await _reader.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAll(_consumers.Select(consumer => consumer.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
        finally
        {
            _streams.Dispose();
            Sns.Dispose();
            Sqs.Dispose();
            DynamoDb.Dispose();
            _loggers.Dispose();
            if (_ownsAws) Aws.Dispose();
        }
    }

    private static long Undelivered(ListenerQueues queues)
    {
        var (visible, inFlight, delayed) = queues.Undelivered.Count();
        return visible + inFlight + delayed;
    }

    private async Task<TableStream> RequireStreamAsync(CreateTableRequest table, StreamViewType viewType, CancellationToken cancellationToken)
    {
        var stream = new StreamSpecification { StreamEnabled = true, StreamViewType = viewType };
        if (Aws.Services.DynamoDb.FindTable(table.TableName) is not { } existing)
        {
            table.StreamSpecification ??= stream;
            await DynamoDb.CreateTableAsync(table, cancellationToken).ConfigureAwait(false);
        }
        else if (existing.Stream is null)
        {
            await DynamoDb.UpdateTableAsync(new UpdateTableRequest { TableName = table.TableName, StreamSpecification = stream }, cancellationToken).ConfigureAwait(false);
        }

        return Aws.Services.DynamoDb.FindTable(table.TableName)?.Stream
            ?? throw new ArgumentException($"The table '{table.TableName}' has no stream: its request turns it off.", nameof(table));
    }

    private List<(ListenerPlan Plan, LocalCdcListener Listener)> CreateQueues(LocalCdcChainOptions options)
    {
        try
        {
            var name = Stream.Definition.TableName.Replace('.', '-') + "-changes";
            var topic = options.IsFifo
                ? Aws.Services.Sns.Create(name + ".fifo", new Dictionary<string, string> { ["FifoTopic"] = "true" }, new Dictionary<string, string>())
                : Aws.Services.Sns.Create(name, new Dictionary<string, string>(), new Dictionary<string, string>());
            TopicArn = topic.Arn;
            foreach (var plan in options.Listeners)
            {
                var queues = ListenerQueues.Create(Aws, topic, plan.Name, plan.Options);
                _queues.Add(queues);
                _listeners.Add(new LocalCdcListener(plan.Name, queues, Sqs, plan.ConfigureServices is not null || plan.Function is not null));
            }
        }
        catch (AwsServiceException error)
        {
            throw new ArgumentException($"The topic or a queue cannot be set up: {error.Message}", nameof(options), error);
        }

        return [.. options.Listeners.Zip(_listeners)];
    }

    private async Task StartAsync(ListenerPlan plan, LocalCdcListener listener, CancellationToken cancellationToken)
    {
        if (plan.Function is { } function)
        {
            _consumers.Add(LocalQueueMapping.Start(Sqs, listener.QueueUrl, function, plan.Mapping, _loggers.CreateLogger<LocalQueueMapping>()));
        }
        else if (plan.ConfigureServices is { } configure)
        {
            var host = HostedPart.Build(
                services =>
                {
                    AddClients(services);
                    configure(services, listener);
                    // What a poll brings at the end goes with the queue.
                    if (_ownsAws) services.PostConfigureAll<CdcConsumerOptions>(static consumer => consumer.ReceiveGracePeriod = TimeSpan.Zero);
                },
                _loggers);
            _consumers.Add(new Hosted(host));
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            listener.Started(host.Services);
        }
    }

    private ChainReader.OfMapping StartFunction(LocalCdcChainOptions options)
    {
        var publisher = new CdcPublisherOptions();
        Configure(publisher, options);
        var function = options.Function?.Invoke(publisher, Sns, _loggers) ?? new DefaultFunction(publisher, Sns, _loggers);
        return new ChainReader.OfMapping(
            LocalEventSourceMapping.Start(_streams, Stream.Definition.Arn, function.HandleAsync, options.Mapping, _loggers.CreateLogger<LocalEventSourceMapping>()), Stream);
    }

    private async Task<ChainReader> StartWorkerAsync(LocalCdcChainOptions options, CancellationToken cancellationToken)
    {
        var host = HostedPart.Build(
            services =>
            {
                AddClients(services);
                services.AddSingleton(_streams).AddSingleton<ISnsPublisher>(Sns).AddSingleton<ILeaseStore, InMemoryLeaseStore>();
                options.WorkerServices!(services);
                services.AddCdcStreamWorker(worker =>
                {
                    (worker.PollingInterval, worker.ShardDiscoveryInterval) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
                    options.Worker!(worker);
                    Configure(worker.Publisher, options);
                    (worker.TableName, worker.TopicArn) = (Stream.Definition.TableName, TopicArn);
                });
            },
            _loggers);
        var reader = new ChainReader.OfWorker(host, host.Services.GetRequiredService<ILeaseStore>(), Stream);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Configure(CdcPublisherOptions publisher, LocalCdcChainOptions options)
    {
        options.Publisher?.Invoke(publisher);
        publisher.TopicArn = TopicArn;
    }

    private void AddClients(IServiceCollection services) =>
        services.AddSingleton<IAmazonSQS>(Sqs).AddSingleton<IAmazonDynamoDB>(DynamoDb);

    private sealed class DefaultFunction(CdcPublisherOptions options, ISnsPublisher sns, ILoggerFactory loggers) : CdcStreamHandler(options, sns, loggers);

    private sealed class Hosted(IHost host) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => HostedPart.StopAsync(host);
    }
}
