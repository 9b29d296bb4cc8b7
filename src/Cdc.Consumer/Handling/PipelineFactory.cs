using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Handling;

/// <summary>Puts a pipeline together: the steps around each other, the handler innermost.</summary>
internal static class PipelineFactory
{
    /// <param name="spec">What the builder was told; without faults.</param>
    /// <param name="steps">Its steps, from the outermost.</param>
    /// <param name="services">The host's services.</param>
    /// <param name="telemetry">Is told of each change.</param>
    /// <param name="maxProcessingTime">How long a handling may take; null where deliveries know.</param>
    public static IChangePipeline Create<TKey>(
        PipelineSpec<TKey> spec, IReadOnlyList<PipelineStep> steps, IServiceProvider services, ConsumerTelemetry telemetry, TimeSpan? maxProcessingTime)
        where TKey : notnull
    {
        var root = new ConsumerRoot<TKey>(spec.Name, services.GetRequiredService<IServiceScopeFactory>(), spec.KeyFormat)
        {
            Time = services.GetService<TimeProvider>() ?? TimeProvider.System,
            MaxProcessingTime = maxProcessingTime,
        };
        return spec.Handler switch
        {
            ChangeHandlerKind<TKey> kind => new ChangePipeline<TKey>(root, kind.NewContext, Around(kind, steps, services), telemetry),
            BatchHandlerKind<TKey> kind => new BatchPipeline<TKey>(
                root, kind, Around(kind, steps, services), services.GetRequiredService<IOptionsMonitor<CdcBatchOptions>>().Get(kind.OptionsName), telemetry),
            _ => throw new InvalidOperationException(PipelineFaults.NoHandler(spec.OptionsName)),
        };
    }

    private static CdcNext Around<TKey>(ChangeHandlerKind<TKey> kind, IReadOnlyList<PipelineStep> steps, IServiceProvider services)
        where TKey : notnull
    {
        var handle = kind.Create(services);
        for (var index = steps.Count - 1; index >= 0; index--) handle = steps[index].AroundChange!(services, handle);
        return handle;
    }

    private static CdcBatchNext Around<TKey>(BatchHandlerKind<TKey> kind, IReadOnlyList<PipelineStep> steps, IServiceProvider services)
        where TKey : notnull
    {
        var handle = kind.Create(services);
        for (var index = steps.Count - 1; index >= 0; index--) handle = steps[index].AroundBatch!(services, handle);
        return handle;
    }
}
