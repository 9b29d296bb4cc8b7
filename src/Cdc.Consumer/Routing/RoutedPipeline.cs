using Cdc.Consumer.Handling;
using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Routing;

/// <summary>Has each change handled by the pipeline of its route.</summary>
/// <param name="routes">The pipelines of the routes.</param>
/// <param name="unmatched">What happens to changes that none takes.</param>
/// <param name="telemetry">Is told of those.</param>
internal sealed class RoutedPipeline(IReadOnlyList<IChangePipeline> routes, CdcUnmatchedAction unmatched, ConsumerTelemetry telemetry) : IChangePipeline
{
    public int MaxBatchSize { get; } = routes.Max(route => route.MaxBatchSize);

    public BatchGroup? GroupOf(ChangeDelivery change) => RouteOf(change) is >= 0 and var route ? routes[route].GroupOf(change) : null;

    public ValueTask RunAsync(IReadOnlyList<ChangeDelivery> changes, CancellationToken cancellationToken)
    {
        var first = RouteOf(changes[0]);
        if (first >= 0 && changes.Count <= routes[first].MaxBatchSize && changes.All(change => RouteOf(change) == first))
            return routes[first].RunAsync(changes, cancellationToken);
        return changes.Count == 1 ? Unmatched(changes[0]) : RunEachAsync(changes, cancellationToken);
    }

    private static int RouteOf(ChangeDelivery change) => ((IRoutedDelivery)change).Route;

    private async ValueTask RunEachAsync(IReadOnlyList<ChangeDelivery> changes, CancellationToken cancellationToken)
    {
        var runs = new List<Task>();
        foreach (var route in changes.GroupBy(RouteOf))
        {
            if (route.Key < 0)
            {
                foreach (var change in route) await Unmatched(change).ConfigureAwait(false);
            }
            else
            {
                foreach (var part in route.Chunk(routes[route.Key].MaxBatchSize)) runs.Add(routes[route.Key].RunAsync(part, cancellationToken).AsTask());
            }
        }

        await Task.WhenAll(runs).ConfigureAwait(false);
    }

    private ValueTask Unmatched(ChangeDelivery change)
    {
        telemetry.Unmatched();
        change.End(unmatched switch
        {
            CdcUnmatchedAction.Acknowledge => CdcOutcome.Skipped,
            CdcUnmatchedAction.DeadLetter => CdcOutcome.DeadLetter("No route takes the change."),
            _ => CdcOutcome.Retry(error: new InvalidOperationException("No route takes the change. Add one, or say what else happens to it: OnUnmatched.")),
        });
        return ValueTask.CompletedTask;
    }
}
