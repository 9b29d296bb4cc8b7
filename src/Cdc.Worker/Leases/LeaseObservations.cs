namespace Cdc.Worker.Leases;

/// <summary>Remembers when each lease's counter was last seen to move, by this process's own clock; no clock of another machine takes part.</summary>
/// <param name="duration">How long a counter must stand still for its owner to be gone.</param>
/// <remarks>
/// A counter counts from when the listing that showed it had ended, and up to when the newest listing began: a slow listing makes a lease look younger,
/// never older.
/// </remarks>
internal sealed class LeaseObservations(TimeSpan duration)
{
    private Dictionary<string, (string? Owner, long Counter, TimeSpan Since)> _seen = new(StringComparer.Ordinal);
    private TimeSpan _now;

    /// <param name="leases">All leases.</param>
    /// <param name="began">When they began to be read.</param>
    /// <param name="ended">When they were read.</param>
    public void Observe(IEnumerable<Lease> leases, TimeSpan began, TimeSpan ended)
    {
        var seen = new Dictionary<string, (string?, long, TimeSpan)>(StringComparer.Ordinal);
        foreach (var lease in leases)
        {
            seen[lease.Key] = _seen.TryGetValue(lease.Key, out var before) && before.Counter == lease.Counter && before.Owner == lease.Owner
                ? before
                : (lease.Owner, lease.Counter, ended);
        }

        (_seen, _now) = (seen, began);
    }

    /// <summary>Whether the owner has not written the lease for its duration.</summary>
    public bool IsExpired(Lease lease) =>
        lease.Owner is not null && _seen.TryGetValue(lease.Key, out var seen) && seen.Counter == lease.Counter && _now - seen.Since >= duration;

    /// <summary>How long from a point in time until one of the leases has expired, if it is not renewed.</summary>
    public TimeSpan? NextExpiry(IEnumerable<Lease> leases, TimeSpan now)
    {
        TimeSpan? next = null;
        foreach (var lease in leases)
        {
            if (lease.Owner is null || !_seen.TryGetValue(lease.Key, out var seen)) continue;
            var left = seen.Since + duration - now;
            if (next is null || left < next) next = left;
        }

        return next;
    }
}
