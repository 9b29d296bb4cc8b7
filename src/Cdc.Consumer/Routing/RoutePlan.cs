using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Marks;
using Cdc.Consumer.Telemetry;
using Cdc.Core;

namespace Cdc.Consumer.Routing;

/// <summary>What a builder was told of a route.</summary>
/// <param name="name">The route's name, behind the consumer's.</param>
/// <param name="match">Which changes it takes.</param>
internal abstract class RoutePlan(string name, CdcRouteMatch match)
{
    public string Name { get; } = name;

    public CdcRouteMatch Match { get; } = match;

    public abstract IEnumerable<string> Faults(IServiceProvider services, IReadOnlyList<PipelineStep> shared);

    /// <summary>Makes a delivery of a change that the route takes.</summary>
    /// <exception cref="CdcEnvelopeFormatException">Its key is not of the route's type.</exception>
    public abstract ChangeDelivery Deliver(ReceivedMessage message, int index, CdcEnvelope<ReadOnlyMemory<byte>> change, RoutedItem item, int route);

    public abstract IChangePipeline CreatePipeline(IServiceProvider services, IReadOnlyList<PipelineStep> shared, ConsumerTelemetry telemetry, TimeSpan? maxProcessingTime);
}

/// <summary>What a builder was told of a route for keys of one type.</summary>
internal sealed class RoutePlan<TKey>(string name, CdcRouteMatch match, PipelineSpec<TKey> spec) : RoutePlan(name, match)
    where TKey : notnull
{
    public override IEnumerable<string> Faults(IServiceProvider services, IReadOnlyList<PipelineStep> shared) =>
        PipelineFaults.Of(spec, shared, spec.HasMarks || MarkRegistration.IsRegistered(services, spec.Name));

    public override ChangeDelivery Deliver(ReceivedMessage message, int index, CdcEnvelope<ReadOnlyMemory<byte>> change, RoutedItem item, int route) =>
        new RoutedDelivery<TKey>(message, index, change.WithKey(spec.KeyFormat.ReadData(change.Key.Span)), item, route);

    public override IChangePipeline CreatePipeline(
        IServiceProvider services, IReadOnlyList<PipelineStep> shared, ConsumerTelemetry telemetry, TimeSpan? maxProcessingTime) =>
        PipelineFactory.Create(spec, [.. shared, .. MarkRegistration.StepsOf(spec, services)], services, telemetry, maxProcessingTime);
}
