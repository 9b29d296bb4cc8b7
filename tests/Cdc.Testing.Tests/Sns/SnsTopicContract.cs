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

        first.Should().Be($"arn:aws:sns:us-east-1:000000000000:{name}");
        second.Should().Be(first);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "returns the topic as it is", "sns/latest/api/API_CreateTopic.html")]
    public async Task CreateTopic_OtherAttributes_Fails()
    {
        var name = $"t-{Guid.NewGuid():N}";
        await Sns.CreateTopicAsync(name);

        var answer = await Form.PostAsync("CreateTopic", ("Name", name), ("Attributes.entry.1.key", "DisplayName"), ("Attributes.entry.1.value", "other"));

        answer["Code"].Should().Be("InvalidParameter");
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

        await Form.PostAsync("SetTopicAttributes", ("TopicArn", topic), ("AttributeName", "DisplayName"), ("AttributeValue", "d"));

        var attributes = (await Form.PostAsync("GetTopicAttributes", ("TopicArn", topic))).Map();
        attributes.Should().Contain("DisplayName", "d").And.Contain("TopicArn", topic).And.Contain("Owner", "000000000000");
    }

    [ContractTheory]
    [InlineData("Nonsense", "d")]
    [InlineData("FifoTopic", "true")]
    [InlineData("SignatureVersion", "3")]
    [DiffersOn(Emulator.Moto, "sets it", "sns/latest/api/API_SetTopicAttributes.html")]
    public async Task SetTopicAttributes_NameOrValueThatCannotBeSet_Fails(string name, string value)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync("SetTopicAttributes", ("TopicArn", topic), ("AttributeName", name), ("AttributeValue", value));

        answer["Code"].Should().Be("InvalidParameter");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "counts none", "sns/latest/api/API_GetTopicAttributes.html")]
    public async Task GetTopicAttributes_Subscriptions_CountsThem()
    {
        var topic = await CreateTopicAsync();
        await SubscribeAsync(topic);
        await SubscribeAsync(topic);

        (await Form.PostAsync("GetTopicAttributes", ("TopicArn", topic))).Map().Should().Contain("SubscriptionsConfirmed", "2").And.Contain("SubscriptionsPending", "0");
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
    public async Task Subscribe_SameQueue_ReturnsTheSameSubscription()
    {
        var topic = await CreateTopicAsync();

        var first = await Sns.SubscribeQueueAsync(topic, Queue, Attributes(("RawMessageDelivery", "true")));
        var second = await Sns.SubscribeQueueAsync(topic, Queue);

        first.Should().StartWith(topic + ":");
        second.Should().Be(first);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "returns the subscription as it is", "sns/latest/api/API_Subscribe.html")]
    public async Task Subscribe_SameQueueWithOtherAttributes_Fails()
    {
        var topic = await CreateTopicAsync();
        await Sns.SubscribeQueueAsync(topic, Queue, Attributes(("RawMessageDelivery", "true")));

        var answer = await Form.PostAsync(
            "Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", Queue), ("Attributes.entry.1.key", "RawMessageDelivery"), ("Attributes.entry.1.value", "false"));

        answer["Code"].Should().Be("InvalidParameter");
    }

    [ContractTheory]
    [InlineData("nonsense", "SQS endpoint ARN")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:q.fifo", "FIFO")]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/dg/fifo-message-delivery.html", Rows = ["FIFO"])]
    public async Task Subscribe_InvalidEndpoint_Fails(string endpoint, string message)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync("Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", endpoint));

        answer["Code"].Should().Be("InvalidParameter");
        answer["Message"].Should().Contain(message);
    }

    [ContractTheory]
    [InlineData("RawMessageDelivery", "yes")]
    [InlineData("FilterPolicyScope", "Nonsense")]
    [InlineData("RedrivePolicy", "nonsense")]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/api/API_Subscribe.html")]
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
}

public sealed class InProcessSnsTopicTests() : SnsTopicContract(new InProcessBackend());

public sealed class HttpSnsTopicTests() : SnsTopicContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSnsTopicTests() : SnsTopicContract(new MotoBackend());
