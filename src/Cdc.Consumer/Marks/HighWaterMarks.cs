using Cdc.Core;

namespace Cdc.Consumer.Marks;

/// <summary>Is the step that lets only changes through that are newer than their item's mark, and advances the mark when they are handled.</summary>
/// <param name="store">Where the marks are.</param>
/// <param name="consumer">The name under which they are.</param>
/// <param name="stale">Is told of changes that are left out.</param>
internal sealed class HighWaterMarks(IHighWaterMarkStore store, string consumer, StaleChanges stale) : ICdcMiddleware, ICdcBatchMiddleware
{
    public ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken) =>
        PositionOf(context) is { } sequence ? GuardAsync(context, sequence, next, cancellationToken) : next(context, cancellationToken);

    public async ValueTask<CdcBatchResult> InvokeAsync(CdcBatch batch, CdcBatchNext next, CancellationToken cancellationToken)
    {
        var before = await Task.WhenAll(batch.Contexts.Select(context => TryReadAsync(context, cancellationToken))).ConfigureAwait(false);
        var outcomes = new Dictionary<CdcContext, CdcOutcome>();
        var checks = new Dictionary<CdcContext, MarkCheck>();
        for (var index = 0; index < before.Length; index++)
        {
            if (before[index].Outcome is { } outcome) outcomes.Add(batch.Contexts[index], outcome);
            else checks.Add(batch.Contexts[index], before[index].Check);
        }

        var fresh = outcomes.Count == 0 ? batch : batch.Where(context => !outcomes.ContainsKey(context));
        var result = fresh is null ? CdcBatchResult.AllHandled : await next(fresh, cancellationToken).ConfigureAwait(false);
        var advances = (fresh?.Contexts ?? []).Where(context => Moves(result[context])).Select(async context => (context, error: await TryAdvanceAsync(context, checks[context]).ConfigureAwait(false)));
        foreach (var (context, error) in await Task.WhenAll(advances).ConfigureAwait(false))
        {
            if (error is not null) result.Fail(context, error);
        }

        foreach (var (context, outcome) in outcomes) result.Set(context, outcome);
        return result;
    }

    // A snapshot has no place in the order: its item is read as it is now.
    private static SequenceNumber? PositionOf(CdcContext context) => context.Operation == ChangeOperation.Snapshot ? null : context.Sequence;

    private static bool Moves(CdcOutcome outcome) => outcome.Kind is CdcOutcomeKind.Handled or CdcOutcomeKind.Skipped;

    private HighWaterMarkKey KeyOf(CdcContext context) =>
        new() { Consumer = consumer, Source = context.Source, StreamLabel = context.StreamLabel, Key = context.KeyJson };

    private async ValueTask<CdcOutcome> GuardAsync(CdcContext context, SequenceNumber sequence, CdcNext next, CancellationToken cancellationToken)
    {
        var key = KeyOf(context);
        var check = await CheckAsync(context, key, sequence, cancellationToken).ConfigureAwait(false);
        if (check.IsStale) return CdcOutcome.Stale;
        var outcome = await next(context, cancellationToken).ConfigureAwait(false);
        if (Moves(outcome)) await MoveAsync(key, sequence, check).ConfigureAwait(false);
        return outcome;
    }

    private async ValueTask<MarkCheck> CheckAsync(CdcContext context, HighWaterMarkKey key, SequenceNumber sequence, CancellationToken cancellationToken)
    {
        var check = MarkCheck.Of(await store.ReadMarkAsync(key, cancellationToken).ConfigureAwait(false), sequence, context.ChangedAt);
        // The same change once more says nothing of the mark.
        if (check.IsStale && sequence != check.Mark?.Handled) stale.LeftOut(key, context);
        if (check.IsRefuted) stale.Refuted(context, check.Mark!.Value);
        return check;
    }

    // Also while the consumer stops: finished work is remembered.
    private async ValueTask MoveAsync(HighWaterMarkKey key, SequenceNumber sequence, MarkCheck check)
    {
        if (check.IsRefuted) await store.ReplaceAsync(key, check.Mark!.Value.Handled, sequence, CancellationToken.None).ConfigureAwait(false);
        else await store.AdvanceAsync(key, sequence, CancellationToken.None).ConfigureAwait(false);
        stale.Handled(key);
    }

    /// <returns>No outcome where the change is to be handled.</returns>
    private async Task<(CdcOutcome? Outcome, MarkCheck Check)> TryReadAsync(CdcContext context, CancellationToken cancellationToken)
    {
        if (PositionOf(context) is not { } sequence) return default;
        try
        {
            var check = await CheckAsync(context, KeyOf(context), sequence, cancellationToken).ConfigureAwait(false);
            return (check.IsStale ? CdcOutcome.Stale : null, check);
        }
#pragma warning disable CA1031 // The failure of one change, not of the batch.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return (CdcOutcome.Of(error), default);
        }
    }

    private async Task<Exception?> TryAdvanceAsync(CdcContext context, MarkCheck check)
    {
        if (PositionOf(context) is not { } sequence) return null;
        try
        {
            await MoveAsync(KeyOf(context), sequence, check).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // The failure of one change, not of the batch.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }
}
