using System.Net;
using Amazon.Extensions.NETCore.Setup;
using Cdc.Lambda;
using Cdc.Testing;
using OrdersDemo.Api;
using OrdersDemo.Listener;
using OrdersDemo.StreamFunction;

namespace OrdersDemo;

/// <summary>The parts that are deployed apart, run together: orders API, stream function and listener, each with a host and settings of its own.</summary>
internal sealed class DemoChain : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly DemoOptions _options;

    private DemoChain(DemoOptions options) => _options = options;

    /// <summary>Where the API listens.</summary>
    public Uri ApiUrl { get; private set; } = new("http://127.0.0.1");

    /// <summary>Which AWS this runs on, in words.</summary>
    public string Place { get; private set; } = "the account and Region of the environment";

    /// <summary>How other programs reach the emulator, as a paragraph of its own; empty with an account of one's own.</summary>
    public string Access { get; private set; } = "";

    /// <summary>Where the function runs, in words.</summary>
    public string FunctionPlace { get; private set; } = "in AWS Lambda, as it is deployed there";

    /// <summary>When which change passed which hop.</summary>
    public HopRecorder Hops { get; } = new(TimeProvider.System);

    public static async Task<DemoChain> StartAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        var chain = new DemoChain(options);
        try
        {
            await chain.StartPartsAsync(cancellationToken);
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

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string?> settings = [];
        AWSOptions? aws = null;
        if (!_options.Aws)
        {
            var place = _options.EndpointUrl is { } url ? new AwsPlace(url) : await StartLocalAwsAsync(cancellationToken);
            var resources = await DemoResources.CreateAsync(place, cancellationToken);
            aws = place.Options;
            settings["Orders:TableName"] = DemoResources.TableName;
            settings["Cdc:QueueUrl"] = resources.QueueUrl;
            // A name in the environment is of another queue.
            settings["Cdc:QueueName"] = null;
            Place = $"{place.Url} with table {DemoResources.TableName}, topic {DemoResources.TopicName}, queue {DemoResources.QueueName}"
                + (_options.EndpointUrl is null ? " (in this process)" : "");
            Access = $"""
                The aws CLI and services of your own reach it with this in their environment; a second listener on the queue takes its share of the messages:

                  {place.Environment}


                """;
            FunctionPlace = $"{nameof(OrdersStreamHandler)} in this process, invoked with what Lambda would send";
            await StartListenerAsync(settings, aws, cancellationToken);
            StartFunction(place, resources);
        }
        else
        {
            if (_options.Stack is { } stack)
            {
                settings = await StackOutputs.ReadAsync(stack, cancellationToken);
                Place = $"the stack {stack} in the account and Region of the environment";
            }

            await StartListenerAsync(settings, aws, cancellationToken);
        }

        await StartApiAsync(settings, aws, cancellationToken);
    }

    private async Task<AwsPlace> StartLocalAwsAsync(CancellationToken cancellationToken)
    {
        var aws = new LocalAws();
        _running.Push(new Part(() =>
        {
            aws.Dispose();
            return ValueTask.CompletedTask;
        }));
        var server = await LocalAwsServer.StartAsync(aws, cancellationToken: cancellationToken);
        _running.Push(server);
        return new AwsPlace(server.Url);
    }

    private async Task StartListenerAsync(Dictionary<string, string?> settings, AWSOptions? aws, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.AddOrdersListener<RecordedOrderChangeHandler>();
        builder.Services.AddSingleton(Hops);
        Configure(builder, settings, aws, stopWithin: TimeSpan.FromSeconds(20));
        var host = builder.Build();
        _running.Push(new Part(() => StopAsync(host)));
        await host.StartAsync(cancellationToken);
    }

    private void StartFunction(AwsPlace place, DemoResources resources)
    {
        var loggerFactory = LoggerFactory.Create(logging => ConfigureLogging(logging));
        var sns = place.CreateSnsClient();
        var streams = place.CreateStreamsClient();
        var handler = new OrdersStreamHandler(
            new CdcPublisherOptions { TopicArn = resources.TopicArn }, new RecordedSnsPublisher(sns, Hops), loggerFactory);
        var mapping = LocalEventSourceMapping.Start(
            streams, resources.StreamArn, handler.HandleAsync, logger: loggerFactory.CreateLogger<LocalEventSourceMapping>());
        _running.Push(new Part(async () =>
        {
            await mapping.DisposeAsync();
            sns.Dispose();
            streams.Dispose();
            loggerFactory.Dispose();
        }));
    }

    private async Task StartApiAsync(Dictionary<string, string?> settings, AWSOptions? aws, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddOrdersApi();
        // The API is stopped first, and leaves the listener its time.
        Configure(builder, settings, aws, stopWithin: TimeSpan.FromSeconds(5));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _options.Port));
        var app = builder.Build();
        app.MapOrdersApi();
        _running.Push(new Part(() => StopAsync(app)));
        await app.StartAsync(cancellationToken);
        ApiUrl = new Uri(app.Urls.First());
    }

    private void Configure(IHostApplicationBuilder builder, Dictionary<string, string?> settings, AWSOptions? aws, TimeSpan stopWithin)
    {
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = stopWithin);
        if (aws is not null) builder.Services.AddDefaultAWSOptions(aws);
        // Ctrl-C belongs to the demo, which stops its parts in order.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        ConfigureLogging(builder.Logging);
    }

    private void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.SetMinimumLevel(_options.LogLevel);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("AWSSDK", LogLevel.Warning);
        // What keeps a part from starting is told once, by the demo.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        if (!_options.Smoke) logging.AddFilter(typeof(CdcPublisher).FullName, LogLevel.Debug);
    }

    private static async ValueTask StopAsync(IHost host)
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }

    private sealed class Part(Func<ValueTask> stop) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => stop();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
