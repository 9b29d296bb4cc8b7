using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Testing.Tests.EventSource.Queues;

/// <summary>A queue and a function.</summary>
internal sealed class MappedQueueFixture : IDisposable
{
    private readonly LocalAws _aws;

    private MappedQueueFixture(TimeProvider clock, AwsFaults? faults)
    {
        _aws = new LocalAws(new LocalAwsOptions { TimeProvider = clock, Faults = faults ?? new AwsFaults() });
        Sqs = _aws.CreateSqsClient();
    }

    public AmazonSQSClient Sqs { get; }

    public string Url { get; private set; } = "";

    public QueueFunction Function { get; } = new();

    public static async Task<MappedQueueFixture> CreateAsync(
        TimeProvider? clock = null, bool isFifo = false, int visibilitySeconds = 30, AwsFaults? faults = null)
    {
        var queue = new MappedQueueFixture(clock ?? TimeProvider.System, faults);
        var attributes = new Dictionary<string, string> { ["VisibilityTimeout"] = $"{visibilitySeconds}" };
        if (isFifo) (attributes["FifoQueue"], attributes["ContentBasedDeduplication"]) = ("true", "true");
        queue.Url = (await queue.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = isFifo ? "orders.fifo" : "orders", Attributes = attributes })).QueueUrl;
        return queue;
    }

    public LocalQueueMapping Start(LocalQueueMappingOptions? options = null) => LocalQueueMapping.Start(Sqs, Url, Function.HandleAsync, options ?? new());

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

    /// <summary>Waits until the queue holds nothing, neither to be received nor in flight.</summary>
    public Task EmptiedAsync() => Sqs.UntilEmptyAsync(Url);

    /// <summary>Waits until the queue holds so many messages.</summary>
    public Task HoldsAsync(int count) => HangGuard.UntilAsync(async () => await Sqs.CountAllAsync(Url) == count);

    public void Dispose()
    {
        Sqs.Dispose();
        _aws.Dispose();
    }
}
