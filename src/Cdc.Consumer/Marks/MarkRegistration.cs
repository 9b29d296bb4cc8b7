using Cdc.Consumer.Handling;
using Cdc.Consumer.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Consumer.Marks;

/// <summary>Makes the marks a step of a pipeline.</summary>
internal static class MarkRegistration
{
    /// <exception cref="InvalidOperationException">The pipeline has marks already.</exception>
    public static void Add(PipelineSpec spec, Func<IServiceProvider, IHighWaterMarkStore> store)
    {
        if (spec.HasMarks) throw new InvalidOperationException($"Consumer '{spec.Name}' uses high-water marks twice; one store keeps them.");
        spec.HasMarks = true;
        spec.Steps.Add(StepOf(spec, store));
    }

    /// <summary>Gets the pipeline's steps: with the marks before all others where a store is registered and nobody gave them a place.</summary>
    public static IReadOnlyList<PipelineStep> StepsOf(PipelineSpec spec, IServiceProvider services) =>
        spec.HasMarks || !IsRegistered(services, spec.Name) ? spec.Steps : [StepOf(spec, provider => StoreOf(provider, spec.Name)), .. spec.Steps];

    /// <summary>Gets the store that is registered under a consumer's name, or else for all.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static IHighWaterMarkStore StoreOf(IServiceProvider services, string consumer) =>
        services.GetKeyedService<IHighWaterMarkStore>(consumer)
        ?? services.GetService<IHighWaterMarkStore>()
        ?? throw new InvalidOperationException($"Consumer '{consumer}' uses high-water marks, and no store is registered: call AddDynamoDbHighWaterMarks or AddInMemoryHighWaterMarks.");

    /// <summary>Whether a store is registered that <see cref="StoreOf"/> would get.</summary>
    public static bool IsRegistered(IServiceProvider services, string consumer) =>
        services.GetService<IServiceProviderIsKeyedService>() is { } known
        && (known.IsKeyedService(typeof(IHighWaterMarkStore), consumer) || known.IsService(typeof(IHighWaterMarkStore)));

    /// <summary>Makes what is told of changes that marks leave out.</summary>
    public static StaleChanges NewStale(IServiceProvider services, string consumer) => new(
        services.GetService<TimeProvider>() ?? TimeProvider.System,
        new SafeLogger(services.GetService<ILoggerFactory>()?.CreateLogger($"Cdc.Consumer.{consumer}") ?? NullLogger.Instance));

    // A queue function has no health check that would share it.
    private static StaleChanges StaleOf(IServiceProvider services, string consumer) =>
        services.GetKeyedService<StaleChanges>(consumer) ?? NewStale(services, consumer);

    private static PipelineStep StepOf(PipelineSpec spec, Func<IServiceProvider, IHighWaterMarkStore> store) => new(
        "the high-water marks",
        (services, next) =>
        {
            var marks = new HighWaterMarks(store(services), spec.OptionsName, StaleOf(services, spec.Name));
            return (context, token) => marks.InvokeAsync(context, next, token);
        },
        (services, next) =>
        {
            var marks = new HighWaterMarks(store(services), spec.OptionsName, StaleOf(services, spec.Name));
            return (batch, token) => marks.InvokeAsync(batch, next, token);
        });
}
