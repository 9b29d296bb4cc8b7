using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Dispatch;
using Cdc.Core;

namespace Cdc.Consumer.Receiving;

/// <summary>Reads the changes of a message; what it says of one that cannot be read never quotes it.</summary>
internal sealed class MessageReader<TKey>(CdcEnvelopeReader<TKey> reader)
    where TKey : notnull
{
    public HeldMessage<TKey> Read(Message message)
    {
        var group = message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.MessageGroupId);
        try
        {
            return new HeldMessage<TKey>(message, reader.ReadBody(message.Body ?? ""), group);
        }
        catch (CdcEnvelopeFormatException error)
        {
            return new HeldMessage<TKey>(message, [], group) { Problem = error.Message };
        }
#pragma warning disable CA1031 // The key type's own code failed; what it says may quote the key.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new HeldMessage<TKey>(message, [], group) { Problem = $"Reading the key threw {error.GetType()}." };
        }
    }
}
