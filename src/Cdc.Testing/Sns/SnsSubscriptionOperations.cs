using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>The operations on subscriptions.</summary>
internal sealed class SnsSubscriptionOperations(SnsState state)
{
    public void Subscribe(QueryParameters input, XmlWriter output)
    {
        var protocol = input.Required("Protocol");
        if (protocol != "sqs") throw SnsErrors.Unsupported($"subscriptions of the protocol {protocol}, only of sqs");
        // ReturnSubscriptionArn asks for the ARN of a subscription that is still to be confirmed; those of queues never are.
        var subscription = state.Subscribe(input.Required("TopicArn"), input.Required("Endpoint"), SnsXml.ReadMap(input, "Attributes"));
        output.WriteElementString("SubscriptionArn", subscription.Arn);
    }

    public void Unsubscribe(QueryParameters input) => state.Unsubscribe(input.Required("SubscriptionArn"));

    public void List(QueryParameters input, XmlWriter output) =>
        Write(input, output, state.Topics.SelectMany(topic => topic.Subscriptions));

    public void ListByTopic(QueryParameters input, XmlWriter output) =>
        Write(input, output, state.Topic(input.Required("TopicArn")).Subscriptions);

    public void GetAttributes(QueryParameters input, XmlWriter output)
    {
        var subscription = state.Subscription(input.Required("SubscriptionArn"));
        SortedDictionary<string, string> attributes = new(subscription.Attributes.ToDictionary(), StringComparer.Ordinal)
        {
            ["ConfirmationWasAuthenticated"] = "true",
            ["Endpoint"] = subscription.QueueArn,
            ["Owner"] = state.Options.AccountId,
            ["PendingConfirmation"] = "false",
            ["Protocol"] = "sqs",
            ["SubscriptionArn"] = subscription.Arn,
            ["SubscriptionPrincipal"] = $"arn:aws:iam::{state.Options.AccountId}:root",
            ["TopicArn"] = subscription.TopicArn,
        };
        attributes.TryAdd("RawMessageDelivery", "false");
        if (attributes.ContainsKey("FilterPolicy")) attributes.TryAdd("FilterPolicyScope", "MessageAttributes");
        SnsXml.WriteMap(output, "Attributes", attributes);
    }

    public void SetAttributes(QueryParameters input) =>
        state.SetSubscriptionAttribute(input.Required("SubscriptionArn"), input.Required("AttributeName"), input["AttributeValue"] ?? "");

    private void Write(QueryParameters input, XmlWriter output, IEnumerable<SnsSubscription> subscriptions) =>
        SnsXml.WritePage(output, "Subscriptions", subscriptions.OrderBy(subscription => subscription.Arn, StringComparer.Ordinal), subscription => subscription.Arn, input["NextToken"], subscription =>
        {
            output.WriteElementString("SubscriptionArn", subscription.Arn);
            output.WriteElementString("Owner", state.Options.AccountId);
            output.WriteElementString("Protocol", "sqs");
            output.WriteElementString("Endpoint", subscription.QueueArn);
            output.WriteElementString("TopicArn", subscription.TopicArn);
        });
}
