using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>SNS's operations on <see cref="SnsState"/>.</summary>
internal sealed class SnsService(SnsState state) : IQueryService
{
    private readonly SnsTopicOperations _topics = new(state);
    private readonly SnsSubscriptionOperations _subscriptions = new(state);
    private readonly SnsPublishOperations _publishing = new(state);

    public string Version => "2010-03-31";

    public string XmlNamespace => "http://sns.amazonaws.com/doc/2010-03-31/";

    public ValueTask InvokeAsync(AwsCall call, QueryParameters input, XmlWriter output, CancellationToken cancellationToken)
    {
        switch (call.Operation)
        {
            case "Publish": _publishing.Publish(input, output); break;
            case "PublishBatch": _publishing.PublishBatch(input, output); break;
            case "CreateTopic": _topics.Create(input, output); break;
            case "DeleteTopic": _topics.Delete(input); break;
            case "ListTopics": _topics.List(input, output); break;
            case "GetTopicAttributes": _topics.GetAttributes(input, output); break;
            case "SetTopicAttributes": _topics.SetAttributes(input); break;
            case "Subscribe": _subscriptions.Subscribe(input, output); break;
            case "Unsubscribe": _subscriptions.Unsubscribe(input); break;
            case "ListSubscriptions": _subscriptions.List(input, output); break;
            case "ListSubscriptionsByTopic": _subscriptions.ListByTopic(input, output); break;
            case "GetSubscriptionAttributes": _subscriptions.GetAttributes(input, output); break;
            case "SetSubscriptionAttributes": _subscriptions.SetAttributes(input); break;
            default: throw AwsCall.Unsupported("SNS", call.Operation, "InvalidAction");
        }

        return ValueTask.CompletedTask;
    }
}
