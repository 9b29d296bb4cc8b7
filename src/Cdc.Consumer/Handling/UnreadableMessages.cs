using Cdc.Consumer.Leases;
using Cdc.Consumer.Logging;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Handling;

/// <summary>Decides about messages that cannot be read, as the options or the user's callback say.</summary>
internal sealed class UnreadableMessages(CdcConsumerOptions options, ILogger logger)
{
    public async Task<UnreadableMessageAction> DecideAsync(ReceivedMessage message, string problem, CancellationToken cancellationToken)
    {
        if (options.OnUnreadableMessage is not { } callback) return options.UnreadableMessages;
        try
        {
            return await callback(Describe(message, problem), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The callback is the user's: the message stays.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.UnreadableCallbackFailed(error, message.Message.MessageId);
            return UnreadableMessageAction.Leave;
        }
    }

    private static CdcUnreadableMessage Describe(ReceivedMessage message, string problem) => new()
    {
        MessageId = message.Message.MessageId,
        Body = message.Message.Body ?? "",
        Attributes = (message.Message.MessageAttributes ?? [])
            .Where(attribute => attribute.Value.StringValue is not null)
            .ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue, StringComparer.Ordinal),
        ReceiveCount = message.ReceiveCount,
        Problem = problem,
    };
}
