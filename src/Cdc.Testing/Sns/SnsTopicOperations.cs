using System.Globalization;
using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>The operations on topics themselves.</summary>
internal sealed class SnsTopicOperations(SnsState state)
{
    public void Create(QueryParameters input, XmlWriter output)
    {
        if (input["DataProtectionPolicy"] is not null) throw SnsErrors.Unsupported("DataProtectionPolicy");
        var tags = input.Members("Tags").ToDictionary(tag => tag.Required("Key"), tag => tag.Required("Value"), StringComparer.Ordinal);
        output.WriteElementString("TopicArn", state.Create(input.Required("Name"), SnsXml.ReadMap(input, "Attributes"), tags).Arn);
    }

    public void Delete(QueryParameters input) => state.Delete(input.Required("TopicArn"));

    public void List(QueryParameters input, XmlWriter output) =>
        SnsXml.WritePage(output, "Topics", state.Topics, topic => topic.Arn, input["NextToken"], topic => output.WriteElementString("TopicArn", topic.Arn));

    public void GetAttributes(QueryParameters input, XmlWriter output)
    {
        var topic = state.Topic(input.Required("TopicArn"));
        SortedDictionary<string, string> attributes = new(topic.Attributes.ToDictionary(), StringComparer.Ordinal)
        {
            ["TopicArn"] = topic.Arn,
            ["Owner"] = state.Options.AccountId,
            ["SubscriptionsConfirmed"] = topic.Subscriptions.Count.ToString(CultureInfo.InvariantCulture),
            ["SubscriptionsDeleted"] = "0",
            ["SubscriptionsPending"] = "0",
        };
        attributes.TryAdd("DisplayName", "");
        SnsXml.WriteMap(output, "Attributes", attributes);
    }

    public void SetAttributes(QueryParameters input) =>
        state.SetAttribute(input.Required("TopicArn"), input.Required("AttributeName"), input["AttributeValue"] ?? "");
}
