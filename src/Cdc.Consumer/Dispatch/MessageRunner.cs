using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Failing;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Dispatch;

/// <summary>Has a message's changes handled in order, and acknowledges the message when all are; decides about it when one fails.</summary>
internal sealed class MessageRunner(
    IChangePipeline pipeline,
    Settler settler,
    FailedMessages failures,
    HandlerCircuit circuit,
    ConsumerTelemetry telemetry,
    TimeProvider time) : IMessageRunner
{
    public async ValueTask<bool> RunAsync(HeldMessage message, CancellationToken cancellationToken)
    {
        if (message.Problem is { } problem) return await failures.SettleUnreadableAsync(message, problem, message.Group, cancellationToken).ConfigureAwait(false);

        var handled = false;
        foreach (var change in message.Changes)
        {
            await HandleAsync(change, cancellationToken).ConfigureAwait(false);
            if (change.Error is { } error) return await FailAsync(message, change, error).ConfigureAwait(false);
            handled |= change.Outcome == DeliveryOutcome.Handled;
        }

        // A change that is stale says nothing of the handler.
        if (handled) circuit.Succeeded();
        if (message.Replaced is { } replaced)
        {
            // Before the newer one: where the process ends in between, it is the newer one that comes again, and comes last.
            replaced.ForEach(settler.Delete);
            telemetry.Coalesced(replaced.Count);
        }

        settler.Delete(message);
        return true;
    }

    public void Fail(HeldMessage message, Exception error)
    {
        message.Replaced?.ForEach(replaced => settler.Release(replaced, failures.DelayOf(replaced)));
        failures.GiveBack(message, error);
    }

    public void Release(HeldMessage message, TimeSpan delay)
    {
        settler.Release(message, delay);
        message.Replaced?.ForEach(replaced => settler.Release(replaced, delay));
        if (delay > TimeSpan.Zero) telemetry.Deferred();
    }

    private async ValueTask HandleAsync(ChangeDelivery change, CancellationToken cancellationToken)
    {
        change.StartedAt = time.GetTimestamp();
        try
        {
            await pipeline.RunAsync([change], cancellationToken).ConfigureAwait(false);
            if (change.Outcome == DeliveryOutcome.None) change.Failed(new InvalidOperationException("The pipeline gave the change no outcome."));
        }
#pragma warning disable CA1031 // Whatever a pipeline throws is a failure of the change alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            change.Failed(error);
        }
    }

    // What the message replaced fails with it; but a rejection is the newer change's alone.
    private async Task<bool> FailAsync(HeldMessage message, ChangeDelivery change, Exception error)
    {
        var isGone = await failures.SettleAsync(message, new FailedChange(change.Id, change.Sequence, message.Group), error).ConfigureAwait(false);
        message.Replaced?.ForEach(replaced => settler.Release(replaced, isGone ? TimeSpan.Zero : failures.DelayOf(replaced)));
        // What it replaced is to come before what is behind it.
        return isGone && message.Replaced is null;
    }
}
