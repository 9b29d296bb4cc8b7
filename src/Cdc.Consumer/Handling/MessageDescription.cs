using Amazon.SQS;
using Cdc.Consumer.Leases;

namespace Cdc.Consumer.Handling;

/// <summary>Describes messages to handlers.</summary>
internal static class MessageDescription
{
    public static CdcMessage Of(ReceivedMessage message) => new()
    {
        MessageId = message.Message.MessageId,
        ReceiveCount = message.ReceiveCount,
        FirstReceivedAt = message.FirstReceivedAt,
        GroupId = message.Message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.MessageGroupId),
        Attributes = message.Message.MessageAttributes is { Count: > 0 } attributes
            ? attributes.Where(attribute => attribute.Value.StringValue is not null)
                .ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue, StringComparer.Ordinal)
            : System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty,
    };
}
