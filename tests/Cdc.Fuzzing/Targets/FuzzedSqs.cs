using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Fuzzing.Targets;

/// <summary>The queues of all inputs, by their URLs: one client, as a client costs more than an input.</summary>
internal sealed class FuzzedSqs() : AmazonSQSClient(
    new BasicAWSCredentials("none", "none"), new AmazonSQSConfig { ServiceURL = "http://sqs.invalid", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 })
{
    private readonly ConcurrentDictionary<string, FuzzedQueue> _queues = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>Makes a queue.</summary>
    /// <returns>Its URL.</returns>
    public string Add(FuzzedQueue queue, bool isFifo)
    {
        var url = $"http://sqs.invalid/000000000000/q-{Interlocked.Increment(ref _count)}{(isFifo ? ".fifo" : "")}";
        _queues[url] = queue;
        return url;
    }

    public void Remove(string queueUrl) => _queues.TryRemove(queueUrl, out _);

    public override Task<GetQueueAttributesResponse> GetQueueAttributesAsync(GetQueueAttributesRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GetQueueAttributesResponse { Attributes = [] });

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        if (_queues[request.QueueUrl].Take() is { } messages) return new ReceiveMessageResponse { Messages = messages };
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return new ReceiveMessageResponse();
    }

    public override Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        var queue = _queues[request.QueueUrl];
        queue.Settle(queue.Deleted, request.Entries.Select(entry => entry.ReceiptHandle));
        return Task.FromResult(new DeleteMessageBatchResponse());
    }

    public override Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default)
    {
        var queue = _queues[request.QueueUrl];
        queue.Settle(queue.Released, request.Entries.Select(entry => entry.ReceiptHandle));
        return Task.FromResult(new ChangeMessageVisibilityBatchResponse());
    }

    public override Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        // A queue's dead-letter queue is its own URL with a mark behind it.
        _queues[request.QueueUrl[..request.QueueUrl.LastIndexOf('#')]].DeadLettered.Enqueue(request.MessageBody);
        return Task.FromResult(new SendMessageResponse());
    }
}
