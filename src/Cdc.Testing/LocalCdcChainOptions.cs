using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Lambda;
using Cdc.Publisher;
using Cdc.Testing.Chain;
using Cdc.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing;

/// <summary>Says what a <see cref="LocalCdcChain"/> is made of: a table, what publishes its changes, and who listens.</summary>
public sealed class LocalCdcChainOptions
{
    private readonly List<ListenerPlan> _listeners = [];

    /// <summary>
    /// Gets or sets the local AWS that the chain runs in; null, the default, for one of its own. The chain does not dispose of one that you give it.
    /// </summary>
    public LocalAws? Aws { get; set; }

    /// <summary>Gets or sets whether topic and queues are FIFO. The default is false.</summary>
    public bool IsFifo { get; set; }

    /// <summary>Gets or sets what the stream's records carry. The default is new and old images, so that every rule of a publisher works.</summary>
    /// <remarks>Where the table has a stream already, it stays as it is.</remarks>
    public StreamViewType StreamViewType { get; set; } = StreamViewType.NEW_AND_OLD_IMAGES;

    /// <summary>Gets or sets how the function's mapping reads the stream. The default polls every 10 ms.</summary>
    public LocalEventSourceMappingOptions Mapping { get; set; } = new() { PollingInterval = TimeSpan.FromMilliseconds(10), ShardDiscoveryInterval = TimeSpan.FromMilliseconds(100) };

    /// <summary>
    /// Gets or sets where the parts write their log lines; null, the default, for nowhere. A wait that fails tells the last warnings and errors in any case.
    /// </summary>
    public Action<ILoggingBuilder>? Logging { get; set; }

    internal CreateTableRequest? TableRequest { get; private set; }

    internal Action<CdcPublisherOptions>? Publisher { get; private set; }

    internal Func<CdcPublisherOptions, ISnsPublisher, ILoggerFactory, CdcStreamHandler>? Function { get; private set; }

    internal Action<IServiceCollection>? WorkerServices { get; private set; }

    internal Action<CdcStreamWorkerOptions>? Worker { get; private set; }

    internal IReadOnlyList<ListenerPlan> Listeners => _listeners;

    /// <summary>Says which table the chain captures. It is created where it does not exist.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="partitionKey">The partition key's name.</param>
    /// <param name="sortKey">The sort key's name; null where there is none.</param>
    /// <param name="partitionKeyType">The partition key's type; null for a string.</param>
    /// <param name="sortKeyType">The sort key's type; null for a string.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public LocalCdcChainOptions Table(
        string name, string partitionKey, string? sortKey = null, ScalarAttributeType? partitionKeyType = null, ScalarAttributeType? sortKeyType = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(partitionKey);
        var request = new CreateTableRequest
        {
            TableName = name,
            KeySchema = [new(partitionKey, KeyType.HASH)],
            AttributeDefinitions = [new(partitionKey, partitionKeyType ?? ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        };
        if (sortKey is not null)
        {
            request.KeySchema.Add(new(sortKey, KeyType.RANGE));
            request.AttributeDefinitions.Add(new(sortKey, sortKeyType ?? ScalarAttributeType.S));
        }

        return Table(request);
    }

    /// <summary>Says which table the chain captures. It is created where it does not exist, with a stream of <see cref="StreamViewType"/> unless the request names one.</summary>
    /// <param name="request">The table's keys, indexes and the like.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public LocalCdcChainOptions Table(CreateTableRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        TableRequest = request;
        return this;
    }

    /// <summary>Sets options of the publisher, for the function and for the worker. The topic is the chain's.</summary>
    /// <param name="configure">Sets them.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public LocalCdcChainOptions Publish(Action<CdcPublisherOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Publisher += configure;
        return this;
    }

    /// <summary>
    /// Publishes through a function of your own. Without this and <see cref="UseWorker"/>, the chain publishes through a function that has no rules of its own.
    /// </summary>
    /// <param name="create">Creates it from the publisher's options, in which the topic is set, the client, and where its log lines go.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    public LocalCdcChainOptions UseFunction(Func<CdcPublisherOptions, ISnsPublisher, ILoggerFactory, CdcStreamHandler> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Function = create;
        return this;
    }

    /// <summary>Publishes through a worker, <c>AddCdcStreamWorker</c>, in place of a function. It polls every 200 ms, and keeps its leases in memory.</summary>
    /// <param name="configure">Sets the worker's other options; null for none. Table and topic are the chain's.</param>
    /// <param name="configureServices">Registers what the worker's host needs beside the clients; null for nothing. A lease store that it registers is used.</param>
    /// <returns>These options.</returns>
    public LocalCdcChainOptions UseWorker(Action<CdcStreamWorkerOptions>? configure = null, Action<IServiceCollection>? configureServices = null)
    {
        (Worker, WorkerServices) = (configure ?? (static _ => { }), configureServices ?? (static _ => { }));
        return this;
    }

    /// <summary>Adds a listener: a subscribed queue with dead letters, and a host with the services that consume it.</summary>
    /// <param name="name">The listener's name, and its queue's: letters, digits, hyphens and underscores, at most 60.</param>
    /// <param name="configureServices">Registers the consumer, with <see cref="LocalCdcListener.QueueUrl"/> or the queue's name. The clients are registered already.</param>
    /// <param name="options">The subscription and the queue; null for the defaults.</param>
    /// <returns>These options.</returns>
    /// <remarks>In a local AWS of the chain's own, consumers get a <c>ReceiveGracePeriod</c> of zero: nothing needs waiting for when the chain ends.</remarks>
    /// <exception cref="ArgumentException">The name is null or empty, or another listener has it.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="configureServices"/> is null.</exception>
    public LocalCdcChainOptions AddListener(string name, Action<IServiceCollection, LocalCdcListener> configureServices, LocalCdcListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configureServices);
        return Add(name, options, plan => plan with { ConfigureServices = configureServices });
    }

    /// <summary>Adds a listener that is a function: a subscribed queue with dead letters, and a mapping that invokes the function with its messages.</summary>
    /// <param name="name">The listener's name, and its queue's: letters, digits, hyphens and underscores, at most 60.</param>
    /// <param name="function">The function: its event in, its answer out. For a <c>CdcQueueHandler</c> its <c>HandleAsync</c>.</param>
    /// <param name="options">The subscription and the queue; null for the defaults.</param>
    /// <param name="mapping">How the mapping receives; null for the defaults.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The name is null or empty, or another listener has it.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public LocalCdcChainOptions AddFunction(
        string name, Func<Stream, Task<Stream>> function, LocalCdcListenerOptions? options = null, LocalQueueMappingOptions? mapping = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Add(name, options, plan => plan with { Function = function, Mapping = mapping });
    }

    /// <summary>Adds a subscribed queue from which only the test receives, with <see cref="LocalCdcListener.TakeMessagesAsync"/>.</summary>
    /// <param name="name">The queue's name: letters, digits, hyphens and underscores, at most 60.</param>
    /// <param name="options">The subscription and the queue; null for the defaults.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The name is null or empty, or another listener has it.</exception>
    public LocalCdcChainOptions AddQueue(string name, LocalCdcListenerOptions? options = null) => Add(name, options);

    private LocalCdcChainOptions Add(string name, LocalCdcListenerOptions? options, Func<ListenerPlan, ListenerPlan>? set = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_listeners.Exists(other => other.Name == name)) throw new ArgumentException($"There already is a listener with the name '{name}'.", nameof(name));
        var plan = new ListenerPlan(name, options ?? new LocalCdcListenerOptions());
        _listeners.Add(set is null ? plan : set(plan));
        return this;
    }
}
