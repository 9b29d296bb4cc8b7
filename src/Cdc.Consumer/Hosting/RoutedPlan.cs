using Cdc.Consumer.Handling;
using Cdc.Consumer.Routing;
using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Hosting;

/// <summary>What a consumer does that has routes.</summary>
internal sealed class RoutedPlan(string name) : HandlingPlan(name)
{
    /// <summary>The steps around the handlers of all routes.</summary>
    public List<PipelineStep> Steps { get; } = [];

    public List<RoutePlan> Routes { get; } = [];

    public CdcUnmatchedAction Unmatched { get; set; }

    public override IEnumerable<string> Faults(IServiceProvider services)
    {
        if (Routes.Count == 0) yield return $"Consumer '{Name}' has no route: call Route.";
        for (var index = 0; index < Routes.Count; index++)
        {
            var hidden = Routes.FindIndex(route => route.Match.Equals(Routes[index].Match));
            if (hidden < index)
                yield return $"Consumer '{Name}': route {Routes[index].Name} is for {Routes[index].Match}, as route {Routes[hidden].Name} is, which takes all of them.";
            foreach (var fault in Routes[index].Faults(services, Steps)) yield return fault;
        }
    }

    public override IBodyReader CreateReader() => new RoutedReader(Routes);

    public override IChangePipeline CreatePipeline(IServiceProvider services, ConsumerTelemetry telemetry, TimeSpan? maxProcessingTime) =>
        new RoutedPipeline([.. Routes.Select(route => route.CreatePipeline(services, Steps, telemetry, maxProcessingTime))], Unmatched, telemetry);
}
