using System.Net;
using System.Net.Sockets;
using Cdc.Testing;
using OrdersDemo.Faults;
using OrdersDemo.Feed;
using OrdersDemo.Listener;
using OrdersDemo.Page;
using OrdersDemo.Parts;
using OrdersDemo.Recording;
using OrdersDemo.StreamFunction;

namespace OrdersDemo;

/// <summary>The parts that are deployed apart, run together: orders API, stream function and listener, each with a host and settings of its own.</summary>
internal sealed class DemoChain : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly DemoOptions _options;
    private readonly HandlerFaults _handlerFaults = new(TimeProvider.System);

    private DemoChain(DemoOptions options) => _options = options;

    /// <summary>Where the API and the page are.</summary>
    public Uri ApiUrl { get; private set; } = new("http://127.0.0.1");

    /// <summary>Says where AWS and the function are.</summary>
    public DemoPlace Place { get; private set; } = new(
        "the account and Region of the environment", "in AWS Lambda, as it is deployed there", SeesFunction: false, SeesQueues: false);

    /// <summary>Says how other programs reach the emulator, as a paragraph; empty with an AWS account.</summary>
    public string Access { get; private set; } = "";

    /// <summary>What was seen of the changes.</summary>
    public DemoFeed Feed { get; } = new(TimeProvider.System);

    /// <summary>How much there is, second by second.</summary>
    public DemoMeter Meter { get; private set; } = null!;

    public static async Task<DemoChain> StartAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        RequirePort(options.Port);
        var chain = new DemoChain(options);
        try
        {
            if (options.Aws) await chain.StartOnAccountAsync(cancellationToken);
            else await chain.StartOnEmulatorAsync(cancellationToken);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the parts, the last started first: the API takes no more orders, then the function and the listener finish.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var part)) await part.DisposeAsync();
    }

    /// <summary>Fails if the port is taken, before anything is created or started. The API itself starts last.</summary>
    private static void RequirePort(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }

    private async Task StartOnAccountAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string?> values = [];
        if (_options.Stack is { } stack)
        {
            values = await StackOutputs.ReadAsync(stack, cancellationToken);
            Place = Place with { Aws = $"the stack {stack} in the account and Region of the environment" };
        }

        var settings = new PartSettings(_options, values, Place: null);
        var listener = await StartListenerAsync(settings, cancellationToken);
        await StartApiAsync(settings, listener, aws: null, queues: null, cancellationToken);
    }

    private async Task StartOnEmulatorAsync(CancellationToken cancellationToken)
    {
        AwsFaults? faults = null;
        AwsPlace place;
        if (_options.EndpointUrl is { } url) place = new AwsPlace(url);
        else (place, faults) = await StartLocalAwsAsync(cancellationToken);

        var resources = await DemoResources.CreateAsync(place, cancellationToken);
        Place = new DemoPlace(
            $"{place.Url} with table {DemoResources.TableName}, topic {DemoResources.TopicName}, queue {DemoResources.QueueName}"
                + (_options.EndpointUrl is null ? " (in this process)" : ""),
            $"{nameof(OrdersStreamHandler)} in this process, invoked with what Lambda would send",
            SeesFunction: true,
            SeesQueues: true);
        Access = $"""
            The aws CLI (version 2) and services of your own reach it with this in their environment. A second listener on the queue gets only some of the changes:

              {place.Environment}


            """;
        var settings = new PartSettings(_options, resources.Settings, place);
        var queues = new DemoQueues(place, resources);
        OnStop(queues.Dispose);
        var listener = await StartListenerAsync(settings, cancellationToken);
        _running.Push(new FunctionPart(place, resources, Feed, _options));
        await StartApiAsync(settings, listener, faults, queues, cancellationToken);
    }

    private async Task<(AwsPlace Place, AwsFaults Faults)> StartLocalAwsAsync(CancellationToken cancellationToken)
    {
        var aws = new LocalAws();
        OnStop(aws.Dispose);
        var server = await StartServerAsync(aws, cancellationToken);
        _running.Push(server);
        return (new AwsPlace(server.Url, aws.HttpClientFactory), aws.Options.Faults);
    }

    private async Task<LocalAwsServer> StartServerAsync(LocalAws aws, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalAwsServer.StartAsync(aws, _options.AwsPort, cancellationToken);
        }
        catch (IOException error)
        {
            throw new DemoException($"Port {_options.AwsPort} cannot be used for the built-in AWS: {error.Message.TrimEnd('.')}. Stop what uses it, or choose another with --aws-port.");
        }
    }

    private async Task<ListenerPart> StartListenerAsync(PartSettings settings, CancellationToken cancellationToken)
    {
        var spans = new RecordedSpans(Feed);
        OnStop(spans.Dispose);
        var listener = new ListenerPart(() =>
        {
            var builder = Host.CreateApplicationBuilder();
            builder.AddOrdersListener<RecordedOrderChangeHandler>();
            builder.Services.AddInMemoryHighWaterMarks();
            builder.Services.AddSingleton(Feed);
            builder.Services.AddSingleton(_handlerFaults);
            PartHost.Configure(builder, settings, stopWithin: TimeSpan.FromSeconds(20));
            return builder.Build();
        });
        await listener.StartAsync(cancellationToken);
        _running.Push(listener);
        return listener;
    }

    private async Task StartApiAsync(
        PartSettings settings, ListenerPart listener, AwsFaults? aws, DemoQueues? queues, CancellationToken cancellationToken)
    {
        var faults = new FaultSwitches(aws, _handlerFaults, listener);
        OnStop(faults.Dispose);
        Meter = new DemoMeter(Feed, queues, TimeProvider.System);
        _running.Push(Meter);
        var page = new DemoPage(Place, Feed, Meter, faults, queues, TimeProvider.System);
        var api = await ApiPart.StartAsync(settings, Feed, page, cancellationToken);
        _running.Push(api);
        ApiUrl = api.Url;
    }

    private void OnStop(Action stop) => _running.Push(new Part(stop));

    private sealed class Part(Action stop) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            stop();
            return ValueTask.CompletedTask;
        }
    }
}
