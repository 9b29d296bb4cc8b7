using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Processing;
using Cdc.Consumer.Telemetry;
using Cdc.Waiting;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Failing;

/// <summary>Decides what becomes of a message that failed: it comes back later, or goes to the dead-letter queue.</summary>
internal sealed class FailedMessages(
    Settler settler,
    DeadLetterQueue deadLetters,
    UnreadableMessages unreadable,
    HandlerCircuit circuit,
    ConsumerTelemetry telemetry,
    CdcConsumerOptions options,
    ILogger logger,
    CancellationToken abandon)
{
    /// <summary>Settles a message whose handling threw.</summary>
    /// <returns>Whether the message is gone from the queue.</returns>
    public async ValueTask<bool> SettleAsync(ReceivedMessage message, FailedChange change, Exception error)
    {
        var id = message.Message.MessageId;
        var isOverdue = message.State == HeldState.Overdue;
        if (error is OperationCanceledException && abandon.IsCancellationRequested && !isOverdue)
        {
            logger.HandlerCancelled(id, change.Id, change.Sequence);
            settler.Release(message, TimeSpan.Zero);
            return false;
        }

        telemetry.Failed(error);
        if (error is CdcRejectException)
        {
            logger.Rejected(error, id, change.Id, change.Sequence, deadLetters.IsConfigured ? "The message goes to the dead-letter queue." : "The message stays in the queue.");
            return await BuryAsync(message, change.Group).ConfigureAwait(false);
        }

        circuit.Failed();
        if (error is HandlerCreationException) logger.HandlerNotCreated(error.InnerException!, id, message.ReceiveCount);
        else logger.HandlerFailed(error, id, change.Id, change.Sequence, message.ReceiveCount);
        settler.Release(message, DelayOf(message));
        return false;
    }

    /// <summary>Settles a message that cannot be read.</summary>
    /// <returns>Whether the message is gone from the queue.</returns>
    public async ValueTask<bool> SettleUnreadableAsync(ReceivedMessage message, string problem, string? group, CancellationToken cancellationToken)
    {
        telemetry.Unreadable();
        logger.MessageUnreadable(message.Message.MessageId, message.ReceiveCount, problem);
        switch (await unreadable.DecideAsync(message, problem, cancellationToken).ConfigureAwait(false))
        {
            case UnreadableMessageAction.Delete:
                settler.Delete(message);
                return true;
            case UnreadableMessageAction.DeadLetter:
                if (!deadLetters.IsConfigured) logger.NoDeadLetterQueue(message.Message.MessageId);
                return await BuryAsync(message, group).ConfigureAwait(false);
            default:
                // Where none can be read, as with a key of another type, it is this consumer that is wrong: its messages must not all become dead letters.
                circuit.Failed();
                settler.Release(message, DelayOf(message));
                return false;
        }
    }

    /// <summary>Gives back a message whose settling threw.</summary>
    public void GiveBack(ReceivedMessage message, Exception error)
    {
        settler.Release(message, DelayOf(message));
        logger.RunFailed(error, message.Message.MessageId);
    }

    public TimeSpan DelayOf(ReceivedMessage message) =>
#pragma warning disable CA5394 // Jitter is no secret.
        Backoff.After(message.ReceiveCount, options.RetryDelay, options.MaxRetryDelay, Random.Shared.NextDouble());
#pragma warning restore CA5394

    private async ValueTask<bool> BuryAsync(ReceivedMessage message, string? group)
    {
        if (!deadLetters.IsConfigured || !await deadLetters.TryCopyAsync(message, group, CancellationToken.None).ConfigureAwait(false))
        {
            settler.Release(message, DelayOf(message));
            return false;
        }

        settler.Delete(message);
        return true;
    }
}
