namespace Cdc.Snapshot;

/// <summary>Keeps how far snapshots have come, so that one goes on where it was.</summary>
/// <remarks>
/// Every write is conditional, so several processes may share a snapshot. Methods are called several times at once. What a method throws counts as a
/// failure of the call. A failure that passes by itself, such as throttling, is tried again.
/// </remarks>
public interface ISnapshotProgressStore
{
    /// <summary>Makes the store usable.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The work.</returns>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Finds a snapshot, with all writes that have ended.</summary>
    /// <param name="snapshotId">Its id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known of it, with every segment; null where there is none.</returns>
    Task<SnapshotState?> FindAsync(string snapshotId, CancellationToken cancellationToken);

    /// <summary>Begins a snapshot, with the status <see cref="SnapshotStatus.Running"/>.</summary>
    /// <param name="definition">What it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where there is one with this id already; then nothing is changed.</returns>
    Task<bool> CreateAsync(SnapshotDefinition definition, CancellationToken cancellationToken);

    /// <summary>Changes the status.</summary>
    /// <param name="snapshotId">The snapshot's id.</param>
    /// <param name="expected">What it must be now.</param>
    /// <param name="wanted">What it becomes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where it is another, or there is no such snapshot; then nothing is changed.</returns>
    Task<bool> SetStatusAsync(string snapshotId, SnapshotStatus expected, SnapshotStatus wanted, CancellationToken cancellationToken);

    /// <summary>Writes a segment whose stored <see cref="SnapshotSegment.Counter"/> is one less than that of the given one.</summary>
    /// <param name="snapshotId">The snapshot's id.</param>
    /// <param name="segment">All of the segment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where the stored counter is another; then nothing is changed.</returns>
    Task<bool> WriteSegmentAsync(string snapshotId, SnapshotSegment segment, CancellationToken cancellationToken);
}
