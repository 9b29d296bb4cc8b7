using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>SNS's operations on <see cref="SnsState"/>.</summary>
internal sealed class SnsService(SnsState state) : IQueryService
{
    private static readonly Dictionary<string, Action<SnsService, AwsCall, QueryParameters, XmlWriter>> _operations = new()
    {
        ["Publish"] = (service, call, input, output) => service._publishing.Publish(call, input, output),
        ["PublishBatch"] = (service, call, input, output) => service._publishing.PublishBatch(call, input, output),
        ["CreateTopic"] = (service, _, input, output) => service._topics.Create(input, output),
        ["DeleteTopic"] = (service, _, input, _) => service._topics.Delete(input),
        ["ListTopics"] = (service, _, input, output) => service._topics.List(input, output),
        ["GetTopicAttributes"] = (service, _, input, output) => service._topics.GetAttributes(input, output),
        ["SetTopicAttributes"] = (service, _, input, _) => service._topics.SetAttributes(input),
        ["AddPermission"] = (service, _, input, _) => service._topics.AddPermission(input),
        ["RemovePermission"] = (service, _, input, _) => service._topics.RemovePermission(input),
        ["TagResource"] = (service, _, input, _) => service._topics.Tag(input),
        ["UntagResource"] = (service, _, input, _) => service._topics.Untag(input),
        ["ListTagsForResource"] = (service, _, input, output) => service._topics.ListTags(input, output),
        ["Subscribe"] = (service, _, input, output) => service._subscriptions.Subscribe(input, output),
        ["Unsubscribe"] = (service, _, input, _) => service._subscriptions.Unsubscribe(input),
        ["ListSubscriptions"] = (service, _, input, output) => service._subscriptions.List(input, output),
        ["ListSubscriptionsByTopic"] = (service, _, input, output) => service._subscriptions.ListByTopic(input, output),
        ["GetSubscriptionAttributes"] = (service, _, input, output) => service._subscriptions.GetAttributes(input, output),
        ["SetSubscriptionAttributes"] = (service, _, input, _) => service._subscriptions.SetAttributes(input),
    };

    private readonly SnsTopicOperations _topics = new(state);
    private readonly SnsSubscriptionOperations _subscriptions = new(state);
    private readonly SnsPublishOperations _publishing = new(state);

    /// <summary>The names of the operations that there are.</summary>
    public static IReadOnlyCollection<string> Operations => _operations.Keys;

    public string Version => "2010-03-31";

    public string XmlNamespace => "http://sns.amazonaws.com/doc/2010-03-31/";

    public ValueTask InvokeAsync(AwsCall call, QueryParameters input, XmlWriter output, CancellationToken cancellationToken)
    {
        if (!_operations.TryGetValue(call.Operation, out var operation)) throw AwsCall.Unsupported("SNS", call.Operation, "InvalidAction");
        operation(this, call, input, output);
        return ValueTask.CompletedTask;
    }
}
