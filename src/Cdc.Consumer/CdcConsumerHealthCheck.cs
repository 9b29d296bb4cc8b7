using Cdc.Consumer.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cdc.Consumer;

/// <summary>Checks that the consumers of the host receive, and that their handlers come to an end.</summary>
/// <remarks>
/// <c>services.AddHealthChecks().AddCdcConsumers()</c> registers it. One check is for all consumers; its
/// data say how each of them is, by its name.
/// <list type="bullet">
/// <item><description>
/// As registered to fail (by default unhealthy): no receive has succeeded for <see cref="CdcConsumerOptions.UnhealthyAfter"/> although there is room
/// for messages, or a handler has not ended although it was cancelled at <see cref="CdcConsumerOptions.MaxProcessingTime"/>.
/// </description></item>
/// <item><description>Degraded: every message fails or cannot be read, so that receiving is slowed down.</description></item>
/// <item><description>Healthy: anything else, a paused consumer included.</description></item>
/// </list>
/// Where at least 10 changes in a row of an item were older than its high-water mark, the data say of how many items, of at most 1,000, under the consumer's name and
/// <c>.stale</c>: as <c>orders.stale</c>, a number. It is no fault by itself, but may be a forged mark.
/// </remarks>
public sealed class CdcConsumerHealthCheck : IHealthCheck
{
    private readonly ConsumerState[] _consumers;

    internal CdcConsumerHealthCheck(IEnumerable<ConsumerState> consumers) => _consumers = [.. consumers];

    /// <summary>The check of a host that has no consumer.</summary>
    internal static CdcConsumerHealthCheck OfNone { get; } = new([]);

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var worst = HealthStatus.Healthy;
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var consumer in _consumers)
        {
            var (status, description) = consumer.Check();
            data[consumer.Name] = description;
            if (consumer.Stale is { ItemsWithMany: > 0 and var items }) data[$"{consumer.Name}.stale"] = items;
            if (status != HealthStatus.Healthy) faults.Add($"Consumer '{consumer.Name}': {description}.");
            if (status < worst) worst = status;
        }

        var reported = worst == HealthStatus.Unhealthy ? context.Registration.FailureStatus : worst;
        return Task.FromResult(new HealthCheckResult(reported, faults.Count > 0 ? string.Join(' ', faults) : "All consumers receive.", data: data));
    }
}
