using Cdc.Worker.State;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cdc.Worker;

/// <summary>Checks that the workers of the host renew their leases and get on with their shards.</summary>
/// <remarks>
/// Registered by <c>AddCdcStreamWorker</c>: <c>services.AddHealthChecks().AddCheck&lt;CdcStreamWorkerHealthCheck&gt;("cdc-worker")</c>. Fails, as
/// registered, when one of these lasts for <see cref="CdcStreamWorkerOptions.UnhealthyAfter"/>: the leases cannot be read or renewed; the table's
/// streams cannot be listed, or there is none; a shard has records, and none was published. A paused worker is healthy while it renews its leases.
/// </remarks>
public sealed class CdcStreamWorkerHealthCheck : IHealthCheck
{
    private readonly WorkerState[] _workers;

    internal CdcStreamWorkerHealthCheck(IEnumerable<WorkerState> workers) => _workers = [.. workers];

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var worker in _workers)
        {
            var fault = worker.Fault();
            data[worker.Name] = fault ?? worker.Condition;
            if (fault is not null) faults.Add($"Worker '{worker.Name}': {fault}.");
        }

        return Task.FromResult(faults.Count == 0
            ? HealthCheckResult.Healthy("All workers get on.", data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(' ', faults), data: data));
    }
}
