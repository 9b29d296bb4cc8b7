using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Failing;
using Cdc.Consumer.Processing;
using Cdc.Consumer.Telemetry;
using Cdc.Core;

namespace Cdc.Consumer.Dispatch;

/// <summary>Has a message's changes processed in order, and acknowledges the message when all are; decides about it when one fails.</summary>
internal sealed class MessageRunner<TKey>(
    IChangeProcessor<TKey> processor,
    Settler settler,
    FailedMessages failures,
    HandlerCircuit circuit,
    ConsumerTelemetry telemetry,
    TimeProvider time) : IMessageRunner<TKey>
    where TKey : notnull
{
    public async ValueTask<bool> RunAsync(HeldMessage<TKey> message, CancellationToken cancellationToken)
    {
        if (message.Problem is { } problem) return await failures.SettleUnreadableAsync(message, problem, message.Group, cancellationToken).ConfigureAwait(false);

        var changes = message.Changes;
        var index = 0;
        var handled = false;
        try
        {
            for (; index < changes.Count; index++) handled |= await ProcessAsync(message, changes[index], cancellationToken).ConfigureAwait(false) == ChangeOutcome.Handled;
        }
#pragma warning disable CA1031 // Whatever a handler throws is a failure of its message alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return await FailAsync(message, changes[index], error).ConfigureAwait(false);
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

    public void Fail(HeldMessage<TKey> message, Exception error)
    {
        message.Replaced?.ForEach(replaced => settler.Release(replaced, failures.DelayOf(replaced)));
        failures.GiveBack(message, error);
    }

    public void Release(HeldMessage<TKey> message, TimeSpan delay)
    {
        settler.Release(message, delay);
        message.Replaced?.ForEach(replaced => settler.Release(replaced, delay));
        if (delay > TimeSpan.Zero) telemetry.Deferred();
    }

    private async ValueTask<ChangeOutcome> ProcessAsync(HeldMessage<TKey> message, CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        var span = telemetry.StartProcess(message, change);
        var startedAt = time.GetTimestamp();
        ChangeOutcome outcome;
        try
        {
            outcome = await processor.ProcessAsync(change, cancellationToken).ConfigureAwait(false);
            if (outcome == ChangeOutcome.Stale) telemetry.Stale();
        }
        catch (Exception error)
        {
            telemetry.Processed(change, startedAt, span, error);
            throw;
        }

        telemetry.Processed(change, startedAt, span, error: null);
        return outcome;
    }

    // What the message replaced fails with it; but a rejection is the newer change's alone.
    private async Task<bool> FailAsync(HeldMessage<TKey> message, CdcEnvelope<TKey> change, Exception error)
    {
        var isGone = await failures.SettleAsync(message, new FailedChange(change.Id, change.Sequence, message.Group), error).ConfigureAwait(false);
        message.Replaced?.ForEach(replaced => settler.Release(replaced, isGone ? TimeSpan.Zero : failures.DelayOf(replaced)));
        // What it replaced is to come before what is behind it.
        return isGone && message.Replaced is null;
    }
}
