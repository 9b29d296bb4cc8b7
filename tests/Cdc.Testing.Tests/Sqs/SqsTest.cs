using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>A client of the backend, and what most tests of queues begin with.</summary>
public abstract class SqsTest : IAsyncLifetime
{
    private AmazonSQSClient? _client;

    protected SqsTest(AwsBackend backend) => Backend = backend;

    protected AwsBackend Backend { get; }

    protected AmazonSQSClient Sqs => _client!;

    public virtual async Task InitializeAsync()
    {
        await Backend.InitializeAsync();
        _client = new AmazonSQSClient(LocalAws.Credentials, Backend.Configure(new AmazonSQSConfig { MaxErrorRetry = 0 }));
    }

    public virtual async Task DisposeAsync()
    {
        _client?.Dispose();
        await Backend.DisposeAsync();
    }

    protected static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };

    protected static string RedrivePolicy(string deadLetterTargetArn, int maxReceiveCount) =>
        $$"""{"deadLetterTargetArn":"{{deadLetterTargetArn}}","maxReceiveCount":{{maxReceiveCount}}}""";

    protected async Task<string> CreateQueueAsync(params (string Name, string Value)[] attributes)
    {
        var request = new CreateQueueRequest { QueueName = $"q-{Guid.NewGuid():N}", Attributes = attributes.ToDictionary(pair => pair.Name, pair => pair.Value) };
        if (request.Attributes.ContainsKey("FifoQueue")) request.QueueName += ".fifo";
        return (await Sqs.CreateQueueAsync(request)).QueueUrl;
    }

    /// <summary>Receives once, without waiting: everything a queue of this kind holds can be received at once.</summary>
    protected async Task<List<Message>> ReceiveAsync(string queueUrl, int maximum = 10, int? visibility = null) =>
        (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
        {
            QueueUrl = queueUrl,
            MaxNumberOfMessages = maximum,
            VisibilityTimeout = visibility,
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        })).Messages ?? [];

    protected async Task<string> AttributeAsync(string queueUrl, string name) =>
        (await Sqs.GetQueueAttributesAsync(queueUrl, [name])).Attributes[name];
}
