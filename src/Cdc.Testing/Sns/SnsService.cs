using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>SNS's operations on <see cref="SnsState"/>.</summary>
internal sealed class SnsService(SnsState state) : IQueryService
{
    private static readonly Dictionary<string, Action<SnsService, QueryParameters, XmlWriter>> _operations = new()
    {
        ["Publish"] = (service, input, output) => service._publishing.Publish(input, output),
        ["PublishBatch"] = (service, input, output) => service._publishing.PublishBatch(input, output),
        ["CreateTopic"] = (service, input, output) => service._topics.Create(input, output),
        ["DeleteTopic"] = (service, input, _) => service._topics.Delete(input),
        ["ListTopics"] = (service, input, output) => service._topics.List(input, output),
        ["GetTopicAttributes"] = (service, input, output) => service._topics.GetAttributes(input, output),
        ["SetTopicAttributes"] = (service, input, _) => service._topics.SetAttributes(input),
        ["Subscribe"] = (service, input, output) => service._subscriptions.Subscribe(input, output),
        ["Unsubscribe"] = (service, input, _) => service._subscriptions.Unsubscribe(input),
        ["ListSubscriptions"] = (service, input, output) => service._subscriptions.List(input, output),
        ["ListSubscriptionsByTopic"] = (service, input, output) => service._subscriptions.ListByTopic(input, output),
        ["GetSubscriptionAttributes"] = (service, input, output) => service._subscriptions.GetAttributes(input, output),
        ["SetSubscriptionAttributes"] = (service, input, _) => service._subscriptions.SetAttributes(input),
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
        operation(this, input, output);
        return ValueTask.CompletedTask;
    }
}
