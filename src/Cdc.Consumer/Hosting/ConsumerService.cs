using System.Diagnostics.Metrics;
using Amazon.SQS;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Processing;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Hosting;

/// <summary>Runs one consumer for as long as the host runs.</summary>
/// <param name="name">The consumer's name.</param>
/// <param name="keyFormat">How to read its keys.</param>
/// <param name="createProcessor">Makes what processes its changes.</param>
/// <param name="services">The host's services.</param>
internal sealed class ConsumerService<TKey>(
    string name,
    CdcKeyFormat<TKey> keyFormat,
    Func<IServiceProvider, IChangeProcessor<TKey>> createProcessor,
    IServiceProvider services) : BackgroundService
    where TKey : notnull
{
    private ConsumerPipeline? _pipeline;

    /// <summary>Makes the logger that all of a consumer's lines go to.</summary>
    public static ILogger CreateLogger(IServiceProvider services, string name) =>
        new SafeLogger(services.GetRequiredService<ILoggerFactory>().CreateLogger($"Cdc.Consumer.{name}"));

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var processor = createProcessor(services);
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _pipeline = new ConsumerPipeline(
            services.GetRequiredService<ClientSource<IAmazonSQS>>().Client,
            services.GetRequiredService<IOptionsMonitor<CdcConsumerOptions>>().Get(name),
            new EnvelopeBodyReader<TKey>(keyFormat),
            telemetry => new ProcessorPipeline<TKey>(processor, telemetry, time),
            services.GetRequiredKeyedService<ConsumerState>(name),
            services.GetService<IMeterFactory>(),
            time,
            CreateLogger(services, name));
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _pipeline?.Close();
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_pipeline is not null) await _pipeline.DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _pipeline?.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _pipeline!.ReceiveAsync(stoppingToken);
}
