using System.Globalization;
using System.Xml;
using Cdc.Testing.Protocol;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>The operations on topics themselves.</summary>
internal sealed class SnsTopicOperations(SnsState state)
{
    /// <summary>How HTTP subscriptions would be tried again, in SNS's words.</summary>
    private const string DefaultDelivery =
        """{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}""";

    public void Create(QueryParameters input, XmlWriter output)
    {
        if (input["DataProtectionPolicy"] is not null) throw SnsErrors.Unsupported("DataProtectionPolicy");
        output.WriteElementString("TopicArn", state.Create(input.Required("Name"), SnsXml.ReadMap(input, "Attributes"), ReadTags(input)).Arn);
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
        attributes.TryAdd("Policy", TopicPolicy.Of(topic, state.Options.AccountId));
        attributes.TryAdd("EffectiveDeliveryPolicy", attributes.GetValueOrDefault("DeliveryPolicy", DefaultDelivery));
        SnsXml.WriteMap(output, "Attributes", attributes);
    }

    public void AddPermission(QueryParameters input)
    {
        var (label, accounts, actions) = (input.Required("Label"), input.Texts("AWSAccountId"), input.Texts("ActionName"));
        if (accounts.FirstOrDefault(account => account.Length != 12 || !account.All(char.IsAsciiDigit)) is { } wrong)
            throw SnsErrors.InvalidParameter($"Policy Reason: {wrong} is not an account");
        state.ChangePolicy(input.Required("TopicArn"), (topic, policy) => TopicPolicy.Add(policy, topic.Arn, label, accounts, actions));
    }

    public void RemovePermission(QueryParameters input)
    {
        var label = input.Required("Label");
        state.ChangePolicy(input.Required("TopicArn"), (_, policy) => AccessPolicy.Without(policy, label));
    }

    public void Tag(QueryParameters input)
    {
        var tags = ReadTags(input);
        state.ChangeTags(input.Required("ResourceArn"), present => present.SetItems(tags) is { Count: <= SnsLimits.Tags } all
            ? all
            : throw new AwsServiceException("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded"));
    }

    public void Untag(QueryParameters input)
    {
        var keys = input.Texts("TagKeys");
        state.ChangeTags(input.Required("ResourceArn"), present => present.RemoveRange(keys));
    }

    public void ListTags(QueryParameters input, XmlWriter output)
    {
        output.WriteStartElement("Tags");
        foreach (var (key, value) in state.Topic(input.Required("ResourceArn")).Tags)
        {
            output.WriteStartElement("member");
            output.WriteElementString("Key", key);
            output.WriteElementString("Value", value);
            output.WriteEndElement();
        }

        output.WriteEndElement();
    }

    private static Dictionary<string, string> ReadTags(QueryParameters input)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in input.Members("Tags"))
        {
            if (!tags.TryAdd(tag.Required("Key"), tag.Required("Value"))) throw SnsErrors.InvalidParameter("Duplicated keys are not allowed.");
        }

        return tags;
    }

    public void SetAttributes(QueryParameters input) =>
        state.SetAttribute(input.Required("TopicArn"), input.Required("AttributeName"), input["AttributeValue"] ?? "");
}
