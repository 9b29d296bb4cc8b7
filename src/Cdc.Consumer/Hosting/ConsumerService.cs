using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Hosting;

/// <summary>Runs one consumer for as long as the host runs.</summary>
internal sealed class ConsumerService<TKey>(
    string name,
    CdcKeyFormat<TKey> keyFormat,
    Func<IServiceProvider, ICdcHandler<TKey>> resolveHandler,
    IServiceProvider services) : BackgroundService
    where TKey : notnull
{
    private ConsumerPipeline<TKey>? _pipeline;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _pipeline = new ConsumerPipeline<TKey>(
            services.GetRequiredService<SqsClientSource>().Client,
            services.GetRequiredService<IOptionsMonitor<CdcConsumerOptions>>().Get(name),
            keyFormat,
            services.GetRequiredService<IServiceScopeFactory>(),
            resolveHandler,
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>().CreateLogger($"Cdc.Consumer.{name}"));
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
