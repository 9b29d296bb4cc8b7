using System.Collections.Concurrent;
using System.Globalization;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>A queue that says what it was asked and fails when it is told to. It delivers each message once.</summary>
internal sealed class FakeSqs() : AmazonSQSClient(
    new BasicAWSCredentials("fake", "fake"), new AmazonSQSConfig { ServiceURL = "http://sqs.invalid", AuthenticationRegion = "us-east-1" })
{
    public const string QueueUrl = "http://sqs.invalid/000000000000/orders";
    public const string FifoQueueUrl = QueueUrl + ".fifo";
    public const string DeadLetterQueueUrl = "http://sqs.invalid/000000000000/dead";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Message>> _waiting = new();
    private readonly ConcurrentDictionary<string, Message> _all = new();
    private readonly ConcurrentDictionary<string, string> _queues = new();
    private int _sent;
    private int _polling;
    private int _received;

    public Signal Changed { get; } = new();

    public ConcurrentQueue<ReceiveMessageRequest> Receives { get; } = new();

    public ConcurrentQueue<DeleteMessageBatchRequest> DeleteCalls { get; } = new();

    public ConcurrentQueue<ChangeMessageVisibilityBatchRequest> HideCalls { get; } = new();

    public ConcurrentQueue<SendMessageRequest> Sent { get; } = new();

    /// <summary>Whose clock ends a long poll; null where only a message or a cancellation does.</summary>
    public TimeProvider? Time { get; set; }

    /// <summary>Whether a receive is answered at once although it may wait.</summary>
    public bool AnswersAtOnce { get; set; }

    /// <summary>How many receives wait for a message.</summary>
    public int Polling => Volatile.Read(ref _polling);

    /// <summary>Called with the number of the receive, from 1, before it answers.</summary>
    public Action<int> OnReceive { get; set; } = _ => { };

    /// <summary>Called with the request and the number of the call, from 1.</summary>
    public Func<DeleteMessageBatchRequest, int, CancellationToken, Task<List<BatchResultErrorEntry>?>> OnDelete { get; set; } =
        (_, _, _) => Task.FromResult<List<BatchResultErrorEntry>?>(null);

    /// <summary>Called with the request and the number of the call, from 1.</summary>
    public Func<ChangeMessageVisibilityBatchRequest, int, List<BatchResultErrorEntry>?> OnHide { get; set; } = (_, _) => null;

    /// <summary>Called with the number of the call, from 1, that hides messages, before it answers.</summary>
    public Func<int, CancellationToken, Task> OnHiding { get; set; } = (_, _) => Task.CompletedTask;

    public Action<SendMessageRequest> OnSend { get; set; } = _ => { };

    /// <summary>Called with each message that is sent, before it is.</summary>
    public Func<SendMessageRequest, CancellationToken, Task> OnSending { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What the queue says its visibility timeout is, in seconds.</summary>
    public Func<string> OnGetVisibility { get; set; } = () => "30";

    public Func<string, string> OnGetQueueUrl { get; set; } = name => $"http://sqs.invalid/000000000000/{name}";

    public ConcurrentDictionary<string, byte> Deleted { get; } = new();

    /// <summary>How many messages nobody has received.</summary>
    public int Waiting => _waiting.Values.Sum(queue => queue.Count);

    /// <summary>The handles of messages that were made receivable at once.</summary>
    public IEnumerable<string> Released => Entries.Where(entry => entry.VisibilityTimeout == 0).Select(entry => entry.ReceiptHandle);

    /// <summary>Handles and seconds of messages that were hidden for longer.</summary>
    public IEnumerable<(string Handle, int Seconds)> Hidden =>
        Entries.Where(entry => entry.VisibilityTimeout != 0).Select(entry => (entry.ReceiptHandle, entry.VisibilityTimeout ?? 0));

    private IEnumerable<ChangeMessageVisibilityBatchRequestEntry> Entries => HideCalls.SelectMany(call => call.Entries);

    /// <summary>Sends a message with the id m-N and the handle h-N, N counting from 1.</summary>
    public void Send(string body, int receiveCount = 1, string queueUrl = QueueUrl, string? group = null)
    {
        var number = Interlocked.Increment(ref _sent);
        var message = new Message
        {
            MessageId = $"m-{number}",
            ReceiptHandle = $"h-{number}",
            Body = body,
            Attributes = new() { ["ApproximateReceiveCount"] = receiveCount.ToString(CultureInfo.InvariantCulture) },
            MessageAttributes = new() { ["type"] = new MessageAttributeValue { DataType = "String", StringValue = "orders.modify" } },
        };
        if (group is not null) message.Attributes["MessageGroupId"] = group;
        (_all[message.ReceiptHandle], _queues[message.ReceiptHandle]) = (message, queueUrl);
        Queue(queueUrl).Enqueue(message);
        Changed.Raise();
    }

    /// <summary>Delivers a message again, whose handle stays the same.</summary>
    public void Resend(string handle)
    {
        var message = _all[handle];
        message.Attributes["ApproximateReceiveCount"] = (int.Parse(message.Attributes["ApproximateReceiveCount"], CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        Queue(_queues[handle]).Enqueue(message);
        Changed.Raise();
    }

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        Receives.Enqueue(request);
        Changed.Raise();
        OnReceive(Interlocked.Increment(ref _received));
        var queue = Queue(request.QueueUrl);
        await using var registration = cancellationToken.Register(Changed.Raise);
        if (request.WaitTimeSeconds > 0 && queue.IsEmpty && !AnswersAtOnce)
        {
            using var over = Time is null ? new CancellationTokenSource() : new CancellationTokenSource(TimeSpan.FromSeconds(request.WaitTimeSeconds.Value), Time);
            await using var end = over.Token.Register(Changed.Raise);
            Interlocked.Increment(ref _polling);
            Changed.Raise();
            await Changed.UntilAsync(() => cancellationToken.IsCancellationRequested || !queue.IsEmpty || over.IsCancellationRequested);
            Interlocked.Decrement(ref _polling);
        }

        cancellationToken.ThrowIfCancellationRequested();

        var messages = new List<Message>();
        while (messages.Count < request.MaxNumberOfMessages && queue.TryDequeue(out var message)) messages.Add(message);
        Changed.Raise();
        return new ReceiveMessageResponse { Messages = messages.Count == 0 ? null : messages };
    }

    public override async Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        int call;
        lock (DeleteCalls)
        {
            DeleteCalls.Enqueue(request);
            call = DeleteCalls.Count;
        }

        Changed.Raise();
        var failed = await OnDelete(request, call, cancellationToken);
        foreach (var entry in request.Entries.Where(entry => failed?.Any(failure => failure.Id == entry.Id) != true)) Deleted[entry.ReceiptHandle] = 0;
        Changed.Raise();
        return new DeleteMessageBatchResponse { Failed = failed };
    }

    public override async Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int call;
        lock (HideCalls)
        {
            HideCalls.Enqueue(request);
            call = HideCalls.Count;
        }

        Changed.Raise();
        await OnHiding(call, cancellationToken);
        return new ChangeMessageVisibilityBatchResponse { Failed = OnHide(request, call) };
    }

    public override async Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        OnSend(request);
        await OnSending(request, cancellationToken);
        Sent.Enqueue(request);
        Changed.Raise();
        return new SendMessageResponse();
    }

    public override Task<GetQueueAttributesResponse> GetQueueAttributesAsync(GetQueueAttributesRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GetQueueAttributesResponse { Attributes = new() { ["VisibilityTimeout"] = OnGetVisibility() } });

    public override Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        string queueUrl, List<string> attributeNames, CancellationToken cancellationToken = default) =>
        GetQueueAttributesAsync(new GetQueueAttributesRequest(queueUrl, attributeNames), cancellationToken);

    public override Task<GetQueueUrlResponse> GetQueueUrlAsync(string queueName, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GetQueueUrlResponse { QueueUrl = OnGetQueueUrl(queueName) });

    private ConcurrentQueue<Message> Queue(string url) => _waiting.GetOrAdd(url, _ => new());
}
