using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.QueueFunction;

/// <summary>Says of what an invocation handled whether it is done with, and sends to the dead-letter queue what never will be.</summary>
/// <param name="deadLetters">The dead-letter queue; null where the options name none.</param>
/// <param name="options">The options.</param>
/// <param name="telemetry">Is told of failures.</param>
/// <param name="logger">Is told of failures.</param>
internal sealed class QueueSettlement(QueueDeadLetters? deadLetters, CdcQueueHandlerOptions options, ConsumerTelemetry telemetry, ILogger logger)
{
    /// <summary>Settles a change whose handling ended.</summary>
    /// <returns>Whether it is done with.</returns>
    public async ValueTask<bool> SettleAsync(ChangeDelivery change, string? group, CancellationToken outOfTime)
    {
        var id = change.Message.Message.MessageId;
        switch (change.Outcome)
        {
            case DeliveryOutcome.Handled:
                return true;
            case DeliveryOutcome.Stale:
                logger.ChangeStale(id, change.Id, change.Sequence);
                return true;
            case DeliveryOutcome.Failed when change.Error is OperationCanceledException && outOfTime.IsCancellationRequested:
                return false;
            case DeliveryOutcome.Rejected:
                telemetry.Failed(change.Error!);
                logger.ChangeRejected(
                    change.Error!, id, change.Id, change.Sequence, deadLetters is null ? "The message is reported as failed." : "The change goes to the dead-letter queue.");
                return deadLetters is not null && await deadLetters.TrySendAsync(change, group).ConfigureAwait(false);
            default:
                var error = change.Error ?? new InvalidOperationException("The pipeline gave the change no outcome.");
                telemetry.Failed(error);
                if (error is HandlerCreationException) logger.HandlerNotCreated(error.InnerException!, id, change.Message.ReceiveCount);
                else logger.ChangeFailed(error, id, change.Id, change.Sequence, change.Message.ReceiveCount);
                return false;
        }
    }

    /// <summary>Tells of a message that cannot be read.</summary>
    public void TellUnreadable(ReceivedMessage message, string problem)
    {
        telemetry.Unreadable();
        logger.MessageUnreadable(message.Message.MessageId, message.ReceiveCount, problem);
    }

    /// <summary>Settles a message that cannot be read.</summary>
    /// <returns>Whether it is done with.</returns>
    public async ValueTask<bool> SettleUnreadableAsync(ReceivedMessage message, string? group) =>
        options.UnreadableMessages == UnreadableMessageAction.DeadLetter && deadLetters is not null && await deadLetters.TrySendAsync(message, group).ConfigureAwait(false);
}
