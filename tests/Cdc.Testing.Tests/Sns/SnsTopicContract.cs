using System.Net;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What any SNS does with topics and subscriptions themselves.</summary>
public abstract class SnsTopicContract(AwsBackend backend) : SnsTest(backend)
{
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:q";

    [ContractFact]
    public async Task CreateTopic_SameAttributes_ReturnsTheSameTopic()
    {
        var name = $"t-{Guid.NewGuid():N}";

        var first = await Sns.CreateTopicAsync(name, Attributes(("DisplayName", "d")));
        var second = await Sns.CreateTopicAsync(name);
        var other = await Form.PostAsync("CreateTopic", ("Name", name), ("Attributes.entry.1.key", "DisplayName"), ("Attributes.entry.1.value", "other"));

        first.Should().Be($"arn:aws:sns:us-east-1:000000000000:{name}");
        second.Should().Be(first);
        other["Code"].Should().Be("InvalidParameter");
    }

    [ContractTheory]
    [InlineData("a b")]
    [InlineData("t.fifo")]
    [InlineData("")]
    public async Task CreateTopic_InvalidName_Fails(string name)
    {
        var answer = await Form.PostAsync("CreateTopic", ("Name", name));

        answer["Code"].Should().Be("InvalidParameter");
    }

    [ContractFact]
    public async Task SetTopicAttributes_KnownOne_ReturnsIt()
    {
        var topic = await CreateTopicAsync();
        await SubscribeAsync(topic);

        await Form.PostAsync("SetTopicAttributes", ("TopicArn", topic), ("AttributeName", "DisplayName"), ("AttributeValue", "d"));
        var refused = await Form.PostAsync("SetTopicAttributes", ("TopicArn", topic), ("AttributeName", "Nonsense"), ("AttributeValue", "d"));

        var attributes = (await Form.PostAsync("GetTopicAttributes", ("TopicArn", topic))).Map();
        attributes.Should().Contain("DisplayName", "d").And.Contain("TopicArn", topic).And.Contain("Owner", "000000000000").And.Contain("SubscriptionsConfirmed", "1");
        refused["Code"].Should().Be("InvalidParameter");
    }

    [ContractFact]
    public async Task DeleteTopic_Topic_IsGoneWithItsSubscriptions()
    {
        var topic = await CreateTopicAsync();
        var (_, subscription) = await SubscribeAsync(topic);

        await Form.PostAsync("DeleteTopic", ("TopicArn", topic));
        var again = await Form.PostAsync("DeleteTopic", ("TopicArn", topic));

        again.Status.Should().Be(HttpStatusCode.OK);
        var missing = await Form.PostAsync("GetTopicAttributes", ("TopicArn", topic));
        missing["Code"].Should().Be("NotFound");
        missing.Status.Should().Be(HttpStatusCode.NotFound);
        (await Form.PostAsync("GetSubscriptionAttributes", ("SubscriptionArn", subscription)))["Code"].Should().Be("NotFound");
    }

    [ContractFact]
    public async Task ListTopics_MoreThanAPage_ReturnsThemAll()
    {
        List<string> created = [];
        for (var number = 0; number < 101; number++) created.Add(await CreateTopicAsync());

        var first = await Form.PostAsync("ListTopics");
        var second = await Form.PostAsync("ListTopics", ("NextToken", first["NextToken"]!));

        first.All("TopicArn").Should().HaveCount(100);
        first.All("TopicArn").Concat(second.All("TopicArn")).Should().BeEquivalentTo(created);
        second["NextToken"].Should().BeNull();
    }

    [ContractFact]
    public async Task Subscribe_SameQueue_ReturnsTheSameSubscription()
    {
        var topic = await CreateTopicAsync();

        var first = await Sns.SubscribeQueueAsync(topic, Queue, Attributes(("RawMessageDelivery", "true")));
        var second = await Sns.SubscribeQueueAsync(topic, Queue);
        var other = await Form.PostAsync(
            "Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", Queue), ("Attributes.entry.1.key", "RawMessageDelivery"), ("Attributes.entry.1.value", "false"));

        first.Should().StartWith(topic + ":");
        second.Should().Be(first);
        other["Code"].Should().Be("InvalidParameter");
    }

    [ContractTheory]
    [InlineData("https", "https://example.com", "LocalAws does not support")]
    [InlineData("sqs", "nonsense", "SQS endpoint ARN")]
    [InlineData("sqs", "arn:aws:sqs:us-east-1:000000000000:q.fifo", "FIFO")]
    public async Task Subscribe_InvalidEndpoint_Fails(string protocol, string endpoint, string message)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync("Subscribe", ("TopicArn", topic), ("Protocol", protocol), ("Endpoint", endpoint));

        answer["Code"].Should().Be("InvalidParameter");
        answer["Message"].Should().Contain(message);
    }

    [ContractTheory]
    [InlineData("RawMessageDelivery", "yes")]
    [InlineData("FilterPolicyScope", "Nonsense")]
    [InlineData("RedrivePolicy", "nonsense")]
    [InlineData("DeliveryPolicy", "{}")]
    public async Task Subscribe_InvalidAttribute_Fails(string name, string value)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", Queue), ("Attributes.entry.1.key", name), ("Attributes.entry.1.value", value));

        answer["Code"].Should().Be("InvalidParameter");
    }

    [ContractFact]
    public async Task SetSubscriptionAttributes_Raw_ChangesDelivery()
    {
        var topic = await CreateTopicAsync();
        var (queue, subscription) = await SubscribeAsync(topic);

        await Sns.SetSubscriptionAttributesAsync(subscription, "RawMessageDelivery", "true");
        await Sns.PublishAsync(topic, Entry("x"));

        (await ReceiveAsync(queue)).Single().Body.Should().Be("x");
        var attributes = (await Form.PostAsync("GetSubscriptionAttributes", ("SubscriptionArn", subscription))).Map();
        attributes.Should().Contain("RawMessageDelivery", "true").And.Contain("Protocol", "sqs").And.Contain("TopicArn", topic)
            .And.Contain("SubscriptionArn", subscription).And.Contain("PendingConfirmation", "false");
        attributes["Endpoint"].Should().Be(await AttributeAsync(queue, "QueueArn"));
    }

    [ContractFact]
    public async Task SetSubscriptionAttributes_EmptyFilterPolicy_TakesItAway()
    {
        var topic = await CreateTopicAsync();
        var (queue, subscription) = await SubscribeAsync(topic, ("FilterPolicy", """{"type":["none"]}"""));
        await Sns.PublishAsync(topic, Entry("filtered"));

        await Sns.SetSubscriptionAttributesAsync(subscription, "FilterPolicy", "");
        await Sns.PublishAsync(topic, Entry("x"));

        Json((await ReceiveAsync(queue)).Single()).GetProperty("Message").GetString().Should().Be("x");
    }

    [ContractFact]
    public async Task Unsubscribe_Subscription_EndsDelivery()
    {
        var topic = await CreateTopicAsync();
        var (queue, subscription) = await SubscribeAsync(topic);

        await Form.PostAsync("Unsubscribe", ("SubscriptionArn", subscription));
        await Form.PostAsync("Unsubscribe", ("SubscriptionArn", subscription));
        await Sns.PublishAsync(topic, Entry("x"));

        (await ReceiveAsync(queue)).Should().BeEmpty();
        (await Form.PostAsync("ListSubscriptionsByTopic", ("TopicArn", topic))).All("SubscriptionArn").Should().BeEmpty();
    }

    [ContractFact]
    public async Task ListSubscriptions_SeveralTopics_ReturnsThem()
    {
        var first = await CreateTopicAsync();
        var second = await CreateTopicAsync();
        var ofFirst = await Sns.SubscribeQueueAsync(first, Queue);
        var ofSecond = await Sns.SubscribeQueueAsync(second, Queue);

        (await Form.PostAsync("ListSubscriptions")).All("SubscriptionArn").Should().BeEquivalentTo(ofFirst, ofSecond);
        var byTopic = await Form.PostAsync("ListSubscriptionsByTopic", ("TopicArn", second));
        byTopic.All("SubscriptionArn").Should().Equal(ofSecond);
        byTopic["Endpoint"].Should().Be(Queue);
        byTopic["Protocol"].Should().Be("sqs");
    }
}

public sealed class InProcessSnsTopicTests() : SnsTopicContract(new InProcessBackend());

public sealed class HttpSnsTopicTests() : SnsTopicContract(new HttpBackend());
