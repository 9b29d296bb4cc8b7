using System.Diagnostics.Metrics;
using Amazon.SQS;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Hosting;

/// <summary>Runs one consumer for as long as the host runs.</summary>
/// <param name="plan">What the consumer does.</param>
/// <param name="services">The host's services.</param>
internal sealed class ConsumerService(HandlingPlan plan, IServiceProvider services) : IHostedLifecycleService, IDisposable
{
    private ConsumerPipeline? _pipeline;

    /// <summary>Makes the logger that all of a consumer's lines go to.</summary>
    public static ILogger CreateLogger(IServiceProvider services, string name) =>
        new SafeLogger(services.GetRequiredService<ILoggerFactory>().CreateLogger($"Cdc.Consumer.{name}"));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var options = services.GetRequiredService<IOptionsMonitor<CdcConsumerOptions>>().Get(plan.Name);
        var logger = CreateLogger(services, plan.Name);
        BoundSection.Report(services, plan.Name, logger);
        WithoutContext(() =>
        {
            _pipeline = new ConsumerPipeline(
                services.GetRequiredService<ClientSource<IAmazonSQS>>().Of(plan.Name),
                options,
                plan.CreateReader(),
                telemetry => plan.CreatePipeline(services, telemetry, options.MaxProcessingTime),
                services.GetRequiredKeyedService<ConsumerState>(plan.Name),
                services.GetService<IMeterFactory>(),
                services.GetService<TimeProvider>() ?? TimeProvider.System,
                logger);
            _pipeline.Start();
        });
        return Task.CompletedTask;
    }

    /// <summary>Called for all services of the host before any of them stops: so all consumers close together.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Close();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Close();
        var drained = Task.CompletedTask;
        WithoutContext(() => drained = _pipeline?.DrainAsync(cancellationToken) ?? Task.CompletedTask);
        return drained;
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => WithoutContext(() => _pipeline?.Dispose());

    private void Close() => WithoutContext(() => _pipeline?.Close());

    // What a consumer does belongs to no activity of its host's, and sees none of its AsyncLocals.
    private static void WithoutContext(Action action)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            action();
            return;
        }

        var flow = ExecutionContext.SuppressFlow();
        try
        {
            action();
        }
        finally
        {
            flow.Undo();
        }
    }
}
