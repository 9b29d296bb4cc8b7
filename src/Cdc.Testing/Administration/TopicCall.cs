using System.Globalization;
using Amazon.Runtime;

namespace Cdc.Testing.Administration;

/// <summary>A call to SNS: its action, and the fields that go into the form. The SDK names a call after its class.</summary>
internal abstract class TopicCall(string action) : AmazonWebServiceRequest
{
    public string Action { get; } = action;

    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    protected void AddMap(IReadOnlyDictionary<string, string>? attributes)
    {
        var number = 0;
        foreach (var (name, value) in attributes ?? new Dictionary<string, string>())
        {
            var stem = "Attributes.entry." + (++number).ToString(CultureInfo.InvariantCulture);
            Fields[stem + ".key"] = name;
            Fields[stem + ".value"] = value;
        }
    }
}

internal sealed class CreateTopicRequest : TopicCall
{
    public CreateTopicRequest(string name, IReadOnlyDictionary<string, string>? attributes)
        : base("CreateTopic")
    {
        Fields["Name"] = name;
        AddMap(attributes);
    }
}

internal sealed class SubscribeRequest : TopicCall
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

internal sealed class SetSubscriptionAttributesRequest : TopicCall
{
    public SetSubscriptionAttributesRequest(string subscriptionArn, string name, string value)
        : base("SetSubscriptionAttributes")
    {
        Fields["SubscriptionArn"] = subscriptionArn;
        Fields["AttributeName"] = name;
        Fields["AttributeValue"] = value;
    }
}
