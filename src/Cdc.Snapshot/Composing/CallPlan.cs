using System.Globalization;

namespace Cdc.Snapshot.Composing;

/// <summary>Divides messages among calls: at most ten in each, and together no more bytes than one message may have.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html"/></remarks>
internal static class CallPlan
{
    private const int MaxEntries = 10;

    public static IReadOnlyList<IReadOnlyList<SnapshotMessage>> Plan(IReadOnlyList<SnapshotMessage> messages, int maxBytes)
    {
        var calls = new List<IReadOnlyList<SnapshotMessage>>();
        var call = new List<SnapshotMessage>(MaxEntries);
        var bytes = 0;
        foreach (var message in messages)
        {
            if (call.Count == MaxEntries || (call.Count > 0 && bytes + message.Bytes > maxBytes))
            {
                calls.Add(call);
                (call, bytes) = (new(MaxEntries), 0);
            }

            call.Add(message with { Entry = message.Entry with { Id = call.Count.ToString(CultureInfo.InvariantCulture) } });
            bytes += message.Bytes;
        }

        if (call.Count > 0) calls.Add(call);
        return calls;
    }
}
