using Amazon.SQS.Model;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Handling;

/// <summary>Copies messages to the dead-letter queue that the options name, if they name one.</summary>
internal sealed class DeadLetterQueue(SqsQueue queue, CdcConsumerOptions options, ConsumerTelemetry telemetry, TimeProvider time, ILogger logger)
{
    private readonly string? _url = string.IsNullOrEmpty(options.DeadLetterQueueUrl) ? null : options.DeadLetterQueueUrl;

    public bool IsConfigured => _url is not null;

    /// <summary>Sends a copy of a message, or of one of its changes alone.</summary>
    /// <param name="message">The message.</param>
    /// <param name="change">The change's place in the message; null for the message as it is.</param>
    /// <returns>Whether it is there, so that the original is done with.</returns>
    public async Task<bool> TryCopyAsync(ReceivedMessage message, int? change)
    {
        try
        {
            using var patience = new CancellationTokenSource(SettlementBatcher.Patience, time);
            var isFifo = _url!.EndsWith(".fifo", StringComparison.Ordinal);
            await queue.SendAsync(
                new SendMessageRequest(_url, change is { } index ? PackedBody.ChangeAt(message.Message.Body, index) : message.Message.Body)
                {
                    MessageAttributes = message.Message.MessageAttributes,
                    MessageGroupId = isFifo ? message.Group ?? message.Message.MessageId : null,
                    MessageDeduplicationId = !isFifo ? null : change is { } place ? FormattableString.Invariant($"{message.Message.MessageId}-{place}") : message.Message.MessageId,
                },
                patience.Token).ConfigureAwait(false);
            telemetry.DeadLettered();
            return true;
        }
#pragma warning disable CA1031 // The message stays where it is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.NotDeadLettered(error, message.Message.MessageId, SqsFault.SendAdvice(error));
            return false;
        }
    }
}
