using Cdc.Core;

namespace Cdc.Consumer.Marks;

/// <summary>Is the step that lets only changes through that are newer than their item's mark, and advances the mark when they are handled.</summary>
/// <param name="store">Where the marks are.</param>
/// <param name="consumer">The name under which they are.</param>
internal sealed class HighWaterMarks(IHighWaterMarkStore store, string consumer) : ICdcMiddleware, ICdcBatchMiddleware
{
    public ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken) =>
        PositionOf(context) is { } sequence ? GuardAsync(context, sequence, next, cancellationToken) : next(context, cancellationToken);

    public async ValueTask<CdcBatchResult> InvokeAsync(CdcBatch batch, CdcBatchNext next, CancellationToken cancellationToken)
    {
        var before = await Task.WhenAll(batch.Contexts.Select(context => TryReadAsync(context, cancellationToken))).ConfigureAwait(false);
        var outcomes = new Dictionary<CdcContext, CdcOutcome>();
        for (var index = 0; index < before.Length; index++)
        {
            if (before[index] is { } outcome) outcomes.Add(batch.Contexts[index], outcome);
        }

        var fresh = outcomes.Count == 0 ? batch : batch.Where(context => !outcomes.ContainsKey(context));
        var result = fresh is null ? CdcBatchResult.AllHandled : await next(fresh, cancellationToken).ConfigureAwait(false);
        var advances = (fresh?.Contexts ?? []).Where(context => Moves(result[context])).Select(async context => (context, error: await TryAdvanceAsync(context).ConfigureAwait(false)));
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
        if (await store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } mark && sequence <= mark) return CdcOutcome.Stale;
        var outcome = await next(context, cancellationToken).ConfigureAwait(false);
        if (Moves(outcome)) await store.AdvanceAsync(key, sequence, CancellationToken.None).ConfigureAwait(false);
        return outcome;
    }

    /// <returns>Null where the change is to be handled.</returns>
    private async Task<CdcOutcome?> TryReadAsync(CdcContext context, CancellationToken cancellationToken)
    {
        if (PositionOf(context) is not { } sequence) return null;
        try
        {
            return await store.ReadAsync(KeyOf(context), cancellationToken).ConfigureAwait(false) is { } mark && sequence <= mark ? CdcOutcome.Stale : null;
        }
#pragma warning disable CA1031 // The failure of one change, not of the batch.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return CdcOutcome.Of(error);
        }
    }

    private async Task<Exception?> TryAdvanceAsync(CdcContext context)
    {
        if (PositionOf(context) is not { } sequence) return null;
        try
        {
            await store.AdvanceAsync(KeyOf(context), sequence, CancellationToken.None).ConfigureAwait(false);
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
