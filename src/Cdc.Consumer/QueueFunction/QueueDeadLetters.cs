using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.QueueFunction;

/// <summary>Sends to the dead-letter queue what never will be handled.</summary>
/// <param name="sqs">The client.</param>
/// <param name="url">The dead-letter queue.</param>
/// <param name="telemetry">Is told of each.</param>
/// <param name="logger">Is told where that fails.</param>
internal sealed class QueueDeadLetters(IAmazonSQS sqs, string url, ConsumerTelemetry telemetry, ILogger logger)
{
    private readonly bool _isFifo = url.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>Sends a change, alone even where its message has others.</summary>
    /// <returns>Whether it is there.</returns>
    public Task<bool> TrySendAsync(ChangeDelivery change, string? group)
    {
        var message = change.Message.Message;
        return change.IsAlone
            ? TrySendAsync(message, message.Body, message.MessageId, group)
            : TrySendAsync(message, PackedBody.ChangeAt(message.Body, change.Index), FormattableString.Invariant($"{message.MessageId}-{change.Index}"), group);
    }

    /// <summary>Sends a copy of a message.</summary>
    /// <returns>Whether it is there.</returns>
    public Task<bool> TrySendAsync(ReceivedMessage message, string? group) => TrySendAsync(message.Message, message.Message.Body, message.Message.MessageId, group);

    private async Task<bool> TrySendAsync(Message message, string body, string deduplicationId, string? group)
    {
        try
        {
            var request = new SendMessageRequest(url, body)
            {
                MessageAttributes = message.MessageAttributes is { Count: > 0 } attributes ? attributes : null,
                MessageGroupId = _isFifo ? group ?? message.MessageId : null,
                MessageDeduplicationId = _isFifo ? deduplicationId : null,
            };
            await telemetry.MeasureAsync(SqsOperation.Send, () => sqs.SendMessageAsync(request, CancellationToken.None)).ConfigureAwait(false);
            telemetry.DeadLettered();
            return true;
        }
#pragma warning disable CA1031 // The message is reported as failed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.NotDeadLettered(error, message.MessageId, SqsFault.SendAdvice(error));
            return false;
        }
    }
}
