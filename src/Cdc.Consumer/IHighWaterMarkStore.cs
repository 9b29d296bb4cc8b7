using Cdc.Core;

namespace Cdc.Consumer;

/// <summary>Remembers of each item the newest change that was handled, so that an older one, or the same again, is not handled after it.</summary>
/// <remarks>
/// <para>
/// Register one as a service, and every consumer of the host uses it. Register one as a keyed service under a consumer's name, and that consumer uses it.
/// Before a change is handled, the consumer reads its item's mark: a change that is not newer is acknowledged, and the handler does not run. The mark advances after the handler has
/// succeeded, never before. Snapshot changes always run and move no mark.
/// </para>
/// <para>
/// <b>Failure.</b> An exception is a failure of the change, which is not acknowledged and comes again. Where the mark cannot be advanced, the
/// handler has run and runs again.
/// </para>
/// <para>
/// <b>Concurrency.</b> Many threads call a store at once, and several processes may share one: <see cref="AdvanceAsync"/> must be atomic, and a mark
/// never moves back. A store does not lock an item: where two processes receive two changes of one item at the same moment, both may run, and
/// the mark ends at the newer one. A mark that is forgotten lets a late change run again, and does no other harm.
/// </para>
/// </remarks>
public interface IHighWaterMarkStore
{
    /// <summary>Reads an item's mark.</summary>
    /// <param name="key">The item.</param>
    /// <param name="cancellationToken">Cancelled when the change has to be given back.</param>
    /// <returns>The newest change that was handled; null where none is known. At least as new as the last advance that ended before the call.</returns>
    ValueTask<SequenceNumber?> ReadAsync(HighWaterMarkKey key, CancellationToken cancellationToken);

    /// <summary>Moves an item's mark up to a change that was handled; leaves it where it is if it is as new or newer.</summary>
    /// <param name="key">The item.</param>
    /// <param name="handled">The change's position.</param>
    /// <param name="cancellationToken">Not cancelled by a consumer: finished work is remembered also while it stops.</param>
    /// <returns>A task that ends when the mark is kept.</returns>
    ValueTask AdvanceAsync(HighWaterMarkKey key, SequenceNumber handled, CancellationToken cancellationToken);

    /// <summary>Reads an item's mark, with when it was moved.</summary>
    /// <param name="key">The item.</param>
    /// <param name="cancellationToken">Cancelled when the change has to be given back.</param>
    /// <returns>As <see cref="ReadAsync"/>. Without a method of the store's own it is not known when the mark was moved, so a forged one is not found out.</returns>
    async ValueTask<HighWaterMark?> ReadMarkAsync(HighWaterMarkKey key, CancellationToken cancellationToken) =>
        await ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } handled ? new HighWaterMark { Handled = handled } : null;

    /// <summary>Moves a mark back that was found to be none that the stream had reached, if it is still that one.</summary>
    /// <param name="key">The item.</param>
    /// <param name="refuted">The mark as it was read.</param>
    /// <param name="handled">The change that was handled instead.</param>
    /// <param name="cancellationToken">Not cancelled by a consumer.</param>
    /// <returns>A task that ends when the mark is kept.</returns>
    /// <remarks>Called only where <see cref="ReadMarkAsync"/> said when the mark was moved; a store that does so has this method too.</remarks>
    /// <exception cref="NotSupportedException">The store has no such method.</exception>
    ValueTask ReplaceAsync(HighWaterMarkKey key, SequenceNumber refuted, SequenceNumber handled, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{GetType().Name} says when marks were moved, and so needs ReplaceAsync.");
}
