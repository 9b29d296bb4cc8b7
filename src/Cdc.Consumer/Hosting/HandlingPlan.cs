using Cdc.Consumer.Handling;
using Cdc.Consumer.Marks;
using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Hosting;

/// <summary>What a builder was told a consumer does, ready to be made when its host starts.</summary>
/// <param name="name">The consumer's name.</param>
internal abstract class HandlingPlan(string name)
{
    public string Name { get; } = name;

    /// <summary>Finds every fault of the plan.</summary>
    public abstract IEnumerable<string> Faults(IServiceProvider services);

    /// <summary>Makes what reads messages.</summary>
    public abstract IBodyReader CreateReader();

    /// <summary>Makes what handles changes.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="telemetry">Is told of each change.</param>
    /// <param name="maxProcessingTime">How long a handling may take; null where deliveries know.</param>
    public abstract IChangePipeline CreatePipeline(IServiceProvider services, ConsumerTelemetry telemetry, TimeSpan? maxProcessingTime);
}

/// <summary>What a consumer does whose changes all have keys of one type.</summary>
internal sealed class HandlingPlan<TKey>(PipelineSpec<TKey> spec) : HandlingPlan(spec.Name)
    where TKey : notnull
{
    public override IEnumerable<string> Faults(IServiceProvider services) =>
        PipelineFaults.Of(spec, [], spec.HasMarks || MarkRegistration.IsRegistered(services, spec.Name));

    public override IBodyReader CreateReader() => new EnvelopeBodyReader<TKey>(spec.KeyFormat);

    public override IChangePipeline CreatePipeline(IServiceProvider services, ConsumerTelemetry telemetry, TimeSpan? maxProcessingTime) =>
        PipelineFactory.Create(spec, MarkRegistration.StepsOf(spec, services), services, telemetry, maxProcessingTime);
}
