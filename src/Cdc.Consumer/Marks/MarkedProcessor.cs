using Cdc.Consumer.Processing;
using Cdc.Core;

namespace Cdc.Consumer.Marks;

/// <summary>Lets only changes through that are newer than their item's mark, and advances the mark when they are handled.</summary>
/// <param name="inner">What handles a change.</param>
/// <param name="store">Where the marks are.</param>
/// <param name="consumer">The name under which they are.</param>
/// <param name="keyFormat">How a key is written.</param>
internal sealed class MarkedProcessor<TKey>(
    IChangeProcessor<TKey> inner, IHighWaterMarkStore store, string consumer, CdcKeyFormat<TKey> keyFormat) : IChangeProcessor<TKey>
{
    public async Task<ChangeOutcome> ProcessAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        // A snapshot has no place in the order: its item is read as it is now.
        if (change.Operation == ChangeOperation.Snapshot || change.Sequence is not { } sequence)
            return await inner.ProcessAsync(change, cancellationToken).ConfigureAwait(false);

        var key = new HighWaterMarkKey(consumer, change.Source, keyFormat.ToCanonicalJson(change.Key));
        if (await store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } mark && sequence <= mark) return ChangeOutcome.Stale;

        var outcome = await inner.ProcessAsync(change, cancellationToken).ConfigureAwait(false);
        if (outcome == ChangeOutcome.Handled) await store.AdvanceAsync(key, sequence, CancellationToken.None).ConfigureAwait(false);
        return outcome;
    }
}
