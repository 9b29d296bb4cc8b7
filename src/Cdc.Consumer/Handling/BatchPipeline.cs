using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Handling;

/// <summary>Has changes handled in batches, each inside one span.</summary>
/// <param name="root">What contexts share.</param>
/// <param name="kind">Makes contexts and batches.</param>
/// <param name="handle">The steps and the handler.</param>
/// <param name="options">How large batches are.</param>
/// <param name="telemetry">Is told of each change.</param>
internal sealed class BatchPipeline<TKey>(ConsumerRoot<TKey> root, BatchHandlerKind<TKey> kind, CdcBatchNext handle, CdcBatchOptions options, ConsumerTelemetry telemetry)
    : IChangePipeline
    where TKey : notnull
{
    /// <summary>From which delivery on a change whose batch throws is tried apart from the others.</summary>
    public const int AloneFrom = 3;

    /// <summary>How often a batch that throws is taken apart at most, so that an outage does not make many calls of one.</summary>
    public const int MaxParts = 64;

    private readonly object _group = new();

    public int MaxBatchSize => options.MaxBatchSize;

    public TimeSpan MaxBatchWait => options.MaxBatchWait;

    public object? GroupOf(ChangeDelivery change) => _group;

    public async ValueTask RunAsync(IReadOnlyList<ChangeDelivery> changes, CancellationToken cancellationToken)
    {
        var startedAt = root.Time.GetTimestamp();
        var deliveries = new ChangeDelivery<TKey>[changes.Count];
        for (var index = 0; index < deliveries.Length; index++) deliveries[index] = (ChangeDelivery<TKey>)changes[index];

        var partsLeft = MaxParts;
        var suspects = Array.FindAll(deliveries, delivery => delivery.Message.ReceiveCount >= AloneFrom);
        if (suspects.Length == 0 || suspects.Length == deliveries.Length)
        {
            await RunPartAsync(deliveries, suspects.Length > 0).ConfigureAwait(false);
        }
        else
        {
            // What has not failed before is not to fail with what has.
            await RunPartAsync(Array.FindAll(deliveries, delivery => delivery.Message.ReceiveCount < AloneFrom), isTakenApart: false).ConfigureAwait(false);
            await RunPartAsync(suspects, isTakenApart: true).ConfigureAwait(false);
        }

        foreach (var delivery in deliveries) telemetry.Processed(delivery.Change, startedAt, delivery.Error);

        async ValueTask RunPartAsync(ArraySegment<ChangeDelivery<TKey>> part, bool isTakenApart)
        {
            if (await TryRunAsync(part, cancellationToken).ConfigureAwait(false) is not { } error) return;
            if (isTakenApart && part.Count > 1 && partsLeft > 0 && !cancellationToken.IsCancellationRequested)
            {
                partsLeft -= 2;
                await RunPartAsync(part[..(part.Count / 2)], isTakenApart).ConfigureAwait(false);
                await RunPartAsync(part[(part.Count / 2)..], isTakenApart).ConfigureAwait(false);
                return;
            }

            var outcome = CdcOutcome.Of(error);
            foreach (var delivery in part) delivery.End(outcome);
        }
    }

    /// <returns>What the batch as a whole failed with; null where each of its changes has its outcome.</returns>
    private async ValueTask<Exception?> TryRunAsync(ArraySegment<ChangeDelivery<TKey>> part, CancellationToken cancellationToken)
    {
        var span = ConsumerTelemetry.HasSpans ? telemetry.StartBatch([.. part.Select(delivery => delivery.Change)]) : null;
        Exception? failure = null;
        try
        {
            var scope = new HandlingScope(root.ScopeFactory);
            await using (scope.ConfigureAwait(false))
            {
                var contexts = new CdcContext<TKey>[part.Count];
                for (var index = 0; index < contexts.Length; index++) contexts[index] = kind.NewContext(root, part[index].Change, part[index], scope);
                var result = await handle(kind.NewBatch(contexts), cancellationToken).ConfigureAwait(false);
                Settle(part, contexts, result);
            }

        }
#pragma warning disable CA1031 // Whatever a handler throws is the batch's failure.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        telemetry.EndProcess(span, failure);
        return failure;
    }

    private void Settle(ArraySegment<ChangeDelivery<TKey>> part, CdcContext<TKey>[] contexts, CdcBatchResult result)
    {
        if (result is null) throw new InvalidOperationException($"{kind.Name} returned null in place of a {nameof(CdcBatchResult)}.");
        var named = result.Outcomes.Count;
        for (var index = 0; index < contexts.Length; index++)
        {
            if (result.Outcomes.ContainsKey(contexts[index])) named--;
        }

        // A failure that is told of the wrong change would acknowledge the right one.
        if (named > 0) throw new InvalidOperationException($"{kind.Name} named {named} changes that are not of the batch.");
        for (var index = 0; index < contexts.Length; index++)
        {
            var outcome = result[contexts[index]];
            part[index].End(outcome);
            if (outcome.Kind == CdcOutcomeKind.Stale) telemetry.Stale();
        }
    }
}
