using System.Collections.Concurrent;
using Amazon.SQS;
using Cdc.Consumer.Hosting;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>A host with consumers, by default with one of string keys that does what it is told.</summary>
internal sealed class ConsumerHost : IAsyncDisposable
{
    private readonly IAmazonSQS _sqs;
    private IHost _host = null!;
    private bool _isStopped;

    private ConsumerHost(IAmazonSQS sqs) => _sqs = sqs;

    /// <summary>What it consumes from, where that is a fake.</summary>
    public FakeSqs Sqs => (FakeSqs)_sqs;

    public LogLines Logs { get; } = new(new Signal());

    public Signal Changed { get; } = new();

    /// <summary>The changes whose handling began, in order.</summary>
    public ConcurrentQueue<CdcEnvelope<string>> Begun { get; } = new();

    public string[] BegunIds => [.. Begun.Select(change => change.Id)];

    /// <summary>How many messages the consumer holds.</summary>
    public int Held => _host.Services.GetServices<ConsumerState>().Sum(consumer => consumer.Held);

    /// <summary>Whether a consumer receives nothing as it has work enough.</summary>
    public bool IsFull => _host.Services.GetServices<ConsumerState>().Any(consumer => consumer.IsFull);

    public IServiceProvider Services => _host.Services;

    public static Task<ConsumerHost> StartAsync(
        Func<CdcEnvelope<string>, CancellationToken, Task>? handle = null,
        Action<CdcConsumerOptions>? configure = null,
        TimeProvider? time = null,
        IAmazonSQS? sqs = null) => StartAsync(
            services => services.AddSingleton(new Script(handle ?? ((_, _) => Task.CompletedTask))).AddCdcConsumer<string, ScriptedHandler>(
                options =>
                {
                    configure?.Invoke(options);
                    if (options.QueueName is null) options.QueueUrl ??= FakeSqs.QueueUrl;
                }),
            time,
            sqs);

    public static async Task<ConsumerHost> StartAsync(Action<IServiceCollection> addConsumers, TimeProvider? time = null, IAmazonSQS? sqs = null)
    {
        var consumerHost = new ConsumerHost(sqs ?? new FakeSqs());
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IAmazonSQS>(consumerHost._sqs);
        builder.Services.AddSingleton<ILoggerProvider>(consumerHost.Logs);
        builder.Services.AddSingleton(consumerHost);
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.ConfigureAll<CdcConsumerOptions>(options => options.ReceiveGracePeriod = TimeSpan.Zero);
        addConsumers(builder.Services);
        consumerHost._host = builder.Build();
        await consumerHost._host.StartAsync();
        return consumerHost;
    }

    public Task UntilBegunAsync(int count) => Changed.UntilAsync(() => Begun.Count >= count);

    public Task UntilDeletedAsync(int count) => Sqs.Changed.UntilAsync(() => Sqs.Deleted.Count >= count);

    public Task StopAsync(CancellationToken outOfTime = default)
    {
        _isStopped = true;
        return _host.StopAsync(outOfTime);
    }

    /// <summary>Ends the host as it ends when another service cannot start: without a stop.</summary>
    public void Abandon()
    {
        _isStopped = true;
        _host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped) await StopAsync();
        _host.Dispose();
    }

    internal sealed record Script(Func<CdcEnvelope<string>, CancellationToken, Task> Handle);

    internal sealed class ScriptedHandler(Script script, ConsumerHost host) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            host.Begun.Enqueue(context.Change);
            host.Changed.Raise();
            return script.Handle(context.Change, cancellationToken);
        }
    }
}
