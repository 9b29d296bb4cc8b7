namespace Cdc.Worker;

/// <summary>Keeps the leases of one table's stream, for all workers that share its shards.</summary>
/// <remarks>
/// The store decides between workers: it carries out a write only if the counter is still what the writer read. No clock takes part. Several threads
/// call it at once, but one worker never makes two calls for one lease at once.
/// </remarks>
public interface ILeaseStore
{
    /// <summary>Makes the store ready for use; called before anything else, and again if it failed.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when leases can be read and written.</returns>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Reads every lease, no older than this call.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The leases, in any order.</returns>
    Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a lease where there is none with its key.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was added.</returns>
    Task<bool> CreateAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Writes a lease where its counter is the expected one.</summary>
    /// <param name="update">What to write.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may be carried out all the same.</param>
    /// <returns>Whether it was written, and what is stored.</returns>
    Task<LeaseWrite> WriteAsync(LeaseUpdate update, CancellationToken cancellationToken);

    /// <summary>Asks a lease's owner to hand it over, if it still is the owner and nobody else asks; the counter stays.</summary>
    /// <param name="key">The lease's key.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="taker">The worker that asks.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether the request is stored.</returns>
    Task<bool> RequestHandOverAsync(string key, string owner, string taker, CancellationToken cancellationToken);

    /// <summary>Removes a lease where its counter is the one given.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether it was removed.</returns>
    Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken);
}
