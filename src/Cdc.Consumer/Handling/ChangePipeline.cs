using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Handling;

/// <summary>Has each change handled alone, inside its span.</summary>
/// <param name="root">What contexts share.</param>
/// <param name="newContext">Makes contexts.</param>
/// <param name="handle">The steps and the handler.</param>
/// <param name="telemetry">Is told of each change.</param>
internal sealed class ChangePipeline<TKey>(ConsumerRoot<TKey> root, NewContext<TKey> newContext, CdcNext handle, ConsumerTelemetry telemetry) : IChangePipeline
    where TKey : notnull
{
    public int MaxBatchSize => 1;

    public TimeSpan MaxBatchWait => TimeSpan.Zero;

    public object? GroupOf(ChangeDelivery change) => null;

    public ValueTask RunAsync(IReadOnlyList<ChangeDelivery> changes, CancellationToken cancellationToken)
    {
        var delivery = (ChangeDelivery<TKey>)changes[0];
        var startedAt = root.Time.GetTimestamp();
        return ConsumerTelemetry.HasSpans ? RunInSpanAsync(delivery, startedAt, cancellationToken) : RunAsync(delivery, startedAt, cancellationToken);
    }

    // Without a state machine where the handler is done at once.
    private ValueTask RunAsync(ChangeDelivery<TKey> delivery, long startedAt, CancellationToken cancellationToken)
    {
        var context = newContext(root, delivery.Change, delivery, scope: null);
        var handling = Start(context, cancellationToken);
        if (!handling.IsCompletedSuccessfully || !context.TryClose()) return EndAsync(delivery, context, handling, startedAt);
        Settle(delivery, handling.Result, startedAt);
        return ValueTask.CompletedTask;
    }

    private async ValueTask RunInSpanAsync(ChangeDelivery<TKey> delivery, long startedAt, CancellationToken cancellationToken)
    {
        var span = telemetry.StartProcess(delivery.Message.Message.MessageId, delivery.Change);
        await RunAsync(delivery, startedAt, cancellationToken).ConfigureAwait(false);
        telemetry.EndProcess(span, delivery.Error);
    }

    private async ValueTask EndAsync(ChangeDelivery<TKey> delivery, CdcContext context, ValueTask<CdcOutcome> handling, long startedAt)
    {
        CdcOutcome outcome;
        try
        {
            try
            {
                outcome = await handling.ConfigureAwait(false);
            }
            finally
            {
                await context.CloseAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever a handler throws is the change's failure.
        catch (Exception error)
#pragma warning restore CA1031
        {
            outcome = CdcOutcome.Of(error);
        }

        Settle(delivery, outcome, startedAt);
    }

    private ValueTask<CdcOutcome> Start(CdcContext<TKey> context, CancellationToken cancellationToken)
    {
        try
        {
            return handle(context, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever a handler throws is the change's failure.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<CdcOutcome>(error);
        }
    }

    private void Settle(ChangeDelivery<TKey> delivery, CdcOutcome outcome, long startedAt)
    {
        delivery.End(outcome);
        if (delivery.Outcome == DeliveryOutcome.Stale && outcome.Kind == CdcOutcomeKind.Stale) telemetry.Stale();
        telemetry.Processed(delivery.Change, startedAt, delivery.Error);
    }
}
