using System.Globalization;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Benchmarks.Consumer;

/// <summary>A queue in memory whose calls take a set time. A call that it does not know fails, and does not go out to the network.</summary>
/// <param name="backlog">The messages.</param>
/// <param name="latency">How long a call takes.</param>
/// <param name="time">The clock of latencies and long polls.</param>
internal sealed class StandInSqs(Backlog backlog, TimeSpan latency, TimeProvider time) : AmazonSQSClient(
    new BasicAWSCredentials("none", "none"),
    new AmazonSQSConfig { ServiceURL = "http://sqs.invalid", AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, HttpClientFactory = new NoNetwork() })
{
    public const string QueueUrl = "http://sqs.invalid/000000000000/orders";

    private const string ReceiveCount = "ApproximateReceiveCount";

    private long _calls;
    private int _openPolls;

    /// <summary>How many calls there were, of any kind.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>How many receives are waiting for a message.</summary>
    public int OpenPolls => Volatile.Read(ref _openPolls);

    public ReceiveMessageRequest? LastReceive { get; private set; }

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        LastReceive = request;
        await CallAsync(cancellationToken);
        var arrival = backlog.Arrival;
        var messages = Take(request);
        if (messages is null && request.WaitTimeSeconds > 0)
        {
            Interlocked.Increment(ref _openPolls);
            try
            {
                await Task.WhenAny(arrival, Task.Delay(TimeSpan.FromSeconds(request.WaitTimeSeconds.Value), time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
                messages = Take(request);
            }
            finally
            {
                Interlocked.Decrement(ref _openPolls);
            }
        }

        return new ReceiveMessageResponse { Messages = messages };
    }

    public override async Task<DeleteMessageResponse> DeleteMessageAsync(string queueUrl, string receiptHandle, CancellationToken cancellationToken = default)
    {
        await CallAsync(cancellationToken);
        backlog.Delete(NumberOf(receiptHandle));
        return new DeleteMessageResponse();
    }

    public override async Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        await CallAsync(cancellationToken);
        var deleted = new List<DeleteMessageBatchResultEntry>(request.Entries.Count);
        foreach (var entry in request.Entries)
        {
            backlog.Delete(NumberOf(entry.ReceiptHandle));
            deleted.Add(new DeleteMessageBatchResultEntry { Id = entry.Id });
        }

        return new DeleteMessageBatchResponse { Successful = deleted };
    }

    public override async Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default)
    {
        await CallAsync(cancellationToken);
        var changed = new List<ChangeMessageVisibilityBatchResultEntry>(request.Entries.Count);
        foreach (var entry in request.Entries)
        {
            backlog.Hide(NumberOf(entry.ReceiptHandle), TimeSpan.FromSeconds(entry.VisibilityTimeout ?? 0));
            changed.Add(new ChangeMessageVisibilityBatchResultEntry { Id = entry.Id });
        }

        return new ChangeMessageVisibilityBatchResponse { Successful = changed };
    }

    public override async Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request, CancellationToken cancellationToken = default)
    {
        await CallAsync(cancellationToken);
        return new GetQueueAttributesResponse { Attributes = new() { ["VisibilityTimeout"] = "30" } };
    }

    public override Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        string queueUrl, List<string> attributeNames, CancellationToken cancellationToken = default) =>
        GetQueueAttributesAsync(new GetQueueAttributesRequest(queueUrl, attributeNames), cancellationToken);

    private static int NumberOf(string receiptHandle) => int.Parse(receiptHandle, NumberStyles.None, CultureInfo.InvariantCulture);

    private ValueTask CallAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (latency > TimeSpan.Zero) return new ValueTask(Task.Delay(latency, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <returns>The messages; null where none waits, as the SDK has it.</returns>
    private List<Message>? Take(ReceiveMessageRequest request)
    {
        var most = request.MaxNumberOfMessages ?? 1;
        var counts = request.MessageSystemAttributeNames is { } names && (names.Contains(ReceiveCount) || names.Contains("All"));
        List<Message>? messages = null;
        while ((messages is null || messages.Count < most) && backlog.Take() is >= 0 and var number)
        {
            var id = number.ToString(CultureInfo.InvariantCulture);
            (messages ??= new List<Message>(most)).Add(new Message
            {
                MessageId = id,
                ReceiptHandle = id,
                Body = backlog.BodyOf(number),
                Attributes = counts ? new() { [ReceiveCount] = "1" } : null,
            });
        }

        return messages;
    }

    private sealed class NoNetwork : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => throw new NotSupportedException("The stand-in does not do this.");
    }
}
