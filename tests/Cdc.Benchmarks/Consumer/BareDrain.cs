using System.Globalization;
using Amazon.SQS.Model;

namespace Cdc.Benchmarks.Consumer;

/// <summary>Empties the stand-in in a loop that allocates nothing itself, so that it measures what the stand-in allocates.</summary>
internal static class BareDrain
{
    /// <param name="sqs">The queue.</param>
    /// <param name="request">The consumer's receive request, with or without attributes.</param>
    /// <returns>How many bytes were allocated.</returns>
    public static async Task<long> AllocatedAsync(StandInSqs sqs, ReceiveMessageRequest request)
    {
        var entries = Enumerable.Range(0, 10)
            .Select(number => new DeleteMessageBatchRequestEntry { Id = number.ToString(CultureInfo.InvariantCulture) }).ToList();
        var receive = new ReceiveMessageRequest { MaxNumberOfMessages = 10, MessageSystemAttributeNames = request.MessageSystemAttributeNames };
        var delete = new DeleteMessageBatchRequest { Entries = entries };
        var before = GC.GetTotalAllocatedBytes(precise: true);
        while ((await sqs.ReceiveMessageAsync(receive)).Messages is { } messages)
        {
            if (messages.Count < entries.Count) entries.RemoveRange(messages.Count, entries.Count - messages.Count);
            for (var index = 0; index < messages.Count; index++) entries[index].ReceiptHandle = messages[index].ReceiptHandle;
            await sqs.DeleteMessageBatchAsync(delete);
        }

        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
