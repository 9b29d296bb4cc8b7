namespace Cdc.Worker;

/// <summary>Keeps leases in memory, for tests and for a worker that runs once and may begin anew after a restart.</summary>
/// <remarks>Safe for use by several threads and several workers at once.</remarks>
public sealed class InMemoryLeaseStore : ILeaseStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult<IReadOnlyList<Lease>>([.. _leases.Values]);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The lease is null.</exception>
    public Task<bool> CreateAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_gate) return Task.FromResult(_leases.TryAdd(lease.Key, lease));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The update is null.</exception>
    public Task<LeaseWrite> WriteAsync(LeaseUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        lock (_gate)
        {
            if (!_leases.TryGetValue(update.Key, out var stored) || stored.Counter != update.ExpectedCounter)
                return Task.FromResult(new LeaseWrite { IsWritten = false, Stored = stored });
            stored = stored with
            {
                Owner = update.Owner,
                Counter = update.ExpectedCounter + 1,
                Checkpoint = update.Checkpoint,
                OwnerSwitches = update.OwnerSwitches,
                ChildShardIds = update.ChildShardIds.Count > 0 ? update.ChildShardIds : stored.ChildShardIds,
                HandOverTo = update.ChangesOwner ? null : stored.HandOverTo,
            };
            _leases[update.Key] = stored;
            return Task.FromResult(new LeaseWrite { IsWritten = true, Stored = stored });
        }
    }

    /// <inheritdoc/>
    public Task<bool> RequestHandOverAsync(string key, string owner, string taker, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_leases.TryGetValue(key, out var stored) || stored.Owner != owner || stored.HandOverTo is not null) return Task.FromResult(false);
            _leases[key] = stored with { HandOverTo = taker };
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The lease is null.</exception>
    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_gate)
            return Task.FromResult(_leases.TryGetValue(lease.Key, out var stored) && stored.Counter == lease.Counter && _leases.Remove(lease.Key));
    }
}
