using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Testing.Tests.EventSource.Queues;

/// <summary>A queue, and a function that keeps the messages it is given and answers as it is told.</summary>
internal sealed class MappedQueueFixture : IDisposable
{
    private readonly LocalAws _aws;
    private readonly ConcurrentQueue<JsonArray> _batches = new();
    private readonly SemaphoreSlim _invoked = new(0);

    private MappedQueueFixture(TimeProvider clock, AwsFaults? faults)
    {
        _aws = new LocalAws(new LocalAwsOptions { TimeProvider = clock, Faults = faults ?? new AwsFaults() });
        Sqs = _aws.CreateSqsClient();
    }

    public AmazonSQSClient Sqs { get; }

    public string Url { get; private set; } = "";

    /// <summary>Gets or sets what the function does, given the invocation's number from 1 on and the bodies.</summary>
    public Func<int, JsonArray, Task<string>> Answer { get; set; } = (_, _) => Task.FromResult("");

    public IReadOnlyList<JsonArray> Events => [.. _batches];

    public IEnumerable<string> Batches => _batches.Select(Bodies);

    public static string Bodies(JsonArray batch) => string.Join(' ', batch.Select(record => record!["body"]!.GetValue<string>()));

    public static string Failed(params JsonNode?[] records) =>
        JsonSerializer.Serialize(new { batchItemFailures = records.Select(record => new { itemIdentifier = record!["messageId"]!.GetValue<string>() }) });

    public static async Task<MappedQueueFixture> CreateAsync(
        TimeProvider? clock = null, bool isFifo = false, int visibilitySeconds = 30, AwsFaults? faults = null)
    {
        var queue = new MappedQueueFixture(clock ?? TimeProvider.System, faults);
        var attributes = new Dictionary<string, string> { ["VisibilityTimeout"] = $"{visibilitySeconds}" };
        if (isFifo) (attributes["FifoQueue"], attributes["ContentBasedDeduplication"]) = ("true", "true");
        queue.Url = (await queue.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = isFifo ? "orders.fifo" : "orders", Attributes = attributes })).QueueUrl;
        return queue;
    }

    public LocalQueueMapping Start(LocalQueueMappingOptions? options = null) => LocalQueueMapping.Start(Sqs, Url, HandleAsync, options ?? new());

    public async Task SendAsync(params string[] bodies)
    {
        foreach (var body in bodies)
        {
            await Sqs.SendMessageAsync(new SendMessageRequest(Url, body)
            {
                MessageGroupId = Url.EndsWith(".fifo", StringComparison.Ordinal) ? body.Split('.')[0] : null,
            });
        }
    }

    /// <summary>Waits for the next invocation that was not waited for yet.</summary>
    public async Task InvokedAsync()
    {
        if (!await _invoked.WaitAsync(TestFunction.Patience)) throw new TimeoutException($"Not invoked any more after: {string.Join(" | ", Batches)}.");
    }

    /// <summary>Waits until the queue holds nothing, neither to be received nor in flight.</summary>
    public async Task EmptiedAsync()
    {
        using var patience = new CancellationTokenSource(TestFunction.Patience, TimeProvider.System);
        while (await CountAsync() > 0) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }

    public async Task<int> CountAsync()
    {
        var answer = await Sqs.GetQueueAttributesAsync(Url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible;
    }

    public void Dispose()
    {
        Sqs.Dispose();
        _aws.Dispose();
    }

    private async Task<Stream> HandleAsync(Stream input)
    {
        var batch = JsonNode.Parse(input)!["Records"]!.AsArray();
        int number;
        lock (_batches)
        {
            _batches.Enqueue(batch);
            number = _batches.Count;
        }

        _invoked.Release();
        return new MemoryStream(Encoding.UTF8.GetBytes(await Answer(number, batch)));
    }
}
