using System.Globalization;
using Amazon.Runtime;
using Cdc.ServiceClient;

namespace Cdc.Publisher.Sns;

/// <summary>A call to SNS: its action, and the fields that go into the form. The SDK names a call after its class.</summary>
internal abstract class SnsRequest(string action) : AmazonWebServiceRequest
{
    public string Action { get; } = action;

    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    protected static string Numbered(string stem, int index) => stem + (index + 1).ToString(CultureInfo.InvariantCulture);

    protected void AddMap(IReadOnlyDictionary<string, string>? attributes)
    {
        var index = 0;
        foreach (var (name, value) in attributes ?? new Dictionary<string, string>())
        {
            var stem = Numbered("Attributes.entry.", index++);
            Fields[stem + ".key"] = name;
            Fields[stem + ".value"] = value;
        }
    }
}

/// <summary>A Publish whose form is written already.</summary>
internal sealed class PublishRequest(PublishBody body) : AmazonWebServiceRequest, IFormRequest, IRegionalRequest
{
    public PublishBody Body { get; } = body;

    public string? Region => Body.Region;
}

/// <summary>A PublishBatch whose form is written already.</summary>
internal sealed class PublishBatchRequest(PublishBody body) : AmazonWebServiceRequest, IFormRequest, IRegionalRequest
{
    public PublishBody Body { get; } = body;

    public string? Region => Body.Region;
}

/// <summary>A call whose form is written already, without fields.</summary>
internal interface IFormRequest
{
    PublishBody Body { get; }
}

internal sealed class CreateTopicRequest : SnsRequest
{
    public CreateTopicRequest(string name, IReadOnlyDictionary<string, string>? attributes)
        : base("CreateTopic")
    {
        Fields["Name"] = name;
        AddMap(attributes);
    }
}

internal sealed class SubscribeRequest : SnsRequest
{
    public SubscribeRequest(string topicArn, string queueArn, IReadOnlyDictionary<string, string>? attributes)
        : base("Subscribe")
    {
        Fields["TopicArn"] = topicArn;
        Fields["Protocol"] = "sqs";
        Fields["Endpoint"] = queueArn;
        Fields["ReturnSubscriptionArn"] = "true";
        AddMap(attributes);
    }
}

internal sealed class SetSubscriptionAttributesRequest : SnsRequest
{
    public SetSubscriptionAttributesRequest(string subscriptionArn, string name, string value)
        : base("SetSubscriptionAttributes")
    {
        Fields["SubscriptionArn"] = subscriptionArn;
        Fields["AttributeName"] = name;
        Fields["AttributeValue"] = value;
    }
}
