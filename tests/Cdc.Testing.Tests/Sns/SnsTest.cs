using System.Text.Json;
using Amazon.SQS.Model;
using Cdc.Publisher;
using Cdc.Testing.Tests.Sqs;

namespace Cdc.Testing.Tests.Sns;

/// <summary>Clients of SNS and SQS, and what most tests of topics begin with.</summary>
public abstract class SnsTest(AwsBackend backend) : SqsTest(backend)
{
    private SnsClient? _client;
    private SnsForm? _form;

    protected SnsClient Sns => _client!;

    internal SnsForm Form => _form!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var config = Backend.Configure(new SnsClientConfig { MaxErrorRetry = 0 });
        _client = new SnsClient(LocalAws.Credentials, config);
        _form = new SnsForm(config);
    }

    public override async Task DisposeAsync()
    {
        _client?.Dispose();
        await base.DisposeAsync();
    }

    protected static Dictionary<string, string> Attributes(params (string Name, string Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);

    protected static SnsEntry Entry(string message, params (string Name, SnsMessageAttributeValue Value)[] attributes) =>
        new("1", message) { Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value) };

    protected static SnsMessageAttributeValue Value(string text) => SnsMessageAttributeValue.Text(text);

    protected static JsonElement Json(Message message)
    {
        using var document = JsonDocument.Parse(message.Body);
        return document.RootElement.Clone();
    }

    protected Task<string> CreateTopicAsync(bool fifo = false, params (string Name, string Value)[] attributes) =>
        fifo
            ? Sns.CreateTopicAsync($"t-{Guid.NewGuid():N}.fifo", Attributes([("FifoTopic", "true"), .. attributes]))
            : Sns.CreateTopicAsync($"t-{Guid.NewGuid():N}", Attributes(attributes));

    /// <summary>A queue of its own, subscribed.</summary>
    protected async Task<(string QueueUrl, string SubscriptionArn)> SubscribeAsync(string topicArn, params (string Name, string Value)[] attributes)
    {
        var queue = await CreateQueueAsync();
        return (queue, await Sns.SubscribeQueueAsync(topicArn, await AttributeAsync(queue, "QueueArn"), Attributes(attributes)));
    }
}
