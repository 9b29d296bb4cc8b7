namespace Cdc.Worker.Tests.Rig;

/// <summary>Says when a lease is written.</summary>
internal sealed class CountingLeases(ILeaseStore inner, Action written) : ILeaseStore
{
    public Task PrepareAsync(CancellationToken cancellationToken) => inner.PrepareAsync(cancellationToken);

    public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<bool> CreateAsync(Lease lease, CancellationToken cancellationToken) => inner.CreateAsync(lease, cancellationToken);

    public Task<LeaseWrite> WriteAsync(LeaseUpdate update, CancellationToken cancellationToken)
    {
        written();
        return inner.WriteAsync(update, cancellationToken);
    }

    public Task<bool> RequestHandOverAsync(string key, string owner, string taker, CancellationToken cancellationToken) =>
        inner.RequestHandOverAsync(key, owner, taker, cancellationToken);

    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken) => inner.DeleteAsync(lease, cancellationToken);
}
