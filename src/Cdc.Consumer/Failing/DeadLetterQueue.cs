using Amazon.SQS.Model;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Receiving;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Failing;

/// <summary>Copies messages to the dead-letter queue that the options name, if they name one.</summary>
internal sealed class DeadLetterQueue(SqsQueue queue, CdcConsumerOptions options, ConsumerTelemetry telemetry, ILogger logger)
{
    private readonly string? _url = string.IsNullOrEmpty(options.DeadLetterQueueUrl) ? null : options.DeadLetterQueueUrl;

    public bool IsConfigured => _url is not null;

    /// <summary>Sends a copy of a message.</summary>
    /// <returns>Whether it is there, so that the message can be deleted.</returns>
    public async Task<bool> TryCopyAsync(ReceivedMessage message, string? group, CancellationToken cancellationToken)
    {
        try
        {
            var isFifo = _url!.EndsWith(".fifo", StringComparison.Ordinal);
            await queue.SendAsync(
                new SendMessageRequest(_url, message.Message.Body)
                {
                    MessageAttributes = message.Message.MessageAttributes,
                    MessageGroupId = isFifo ? group ?? message.Message.MessageId : null,
                    MessageDeduplicationId = isFifo ? message.Message.MessageId : null,
                },
                cancellationToken).ConfigureAwait(false);
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
