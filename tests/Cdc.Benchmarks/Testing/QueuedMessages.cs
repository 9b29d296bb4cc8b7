using Amazon.SQS.Model;
using Cdc.Benchmarks.Consumer;
using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>Sends ten envelopes, receives ten and deletes them, in batches.</summary>
internal sealed class QueuedMessages : ILocalWork
{
    private const int Batch = 10;

    public async Task<Func<int, int, Task<int>>> BeginAsync(LocalAws aws)
    {
        var client = aws.CreateSqsClient();
        var url = (await client.CreateQueueAsync("orders")).QueueUrl;
        var bodies = OrderMessages.OfDistinctOrders(Batch);
        return async (_, _) =>
        {
            await client.SendMessageBatchAsync(new SendMessageBatchRequest(url, [.. bodies.Select((body, index) => new SendMessageBatchRequestEntry($"{index}", body))]));
            var received = await client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = Batch });
            var messages = received.Messages ?? [];
            if (messages.Count == 0) return 0;
            await client.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(
                url, [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))]));
            return messages.Count;
        };
    }
}
