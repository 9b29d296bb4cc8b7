using System.Net;
using System.Text.Json;
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

    [ContractFact]
    [DiffersOn(Emulator.Moto, "fails", "sns/latest/api/API_CreateTopic.html")]
    public async Task CreateTopic_AgainWithFewerTags_ReturnsTheSameTopic()
    {
        var name = $"t-{Guid.NewGuid():N}";
        var first = await CreateAsync(("a", "1"), ("b", "2"));

        var fewer = await CreateAsync(("b", "2"));
        var none = await CreateAsync();
        var other = await CreateAsync(("b", "3"));
        var more = await CreateAsync(("b", "2"), ("c", "3"));

        first["TopicArn"].Should().NotBeNull();
        new[] { fewer, none }.Select(answer => answer["TopicArn"]).Should().AllBe(first["TopicArn"]);
        new[] { other, more }.Select(answer => answer["Code"]).Should().AllBe("InvalidParameter");

        Task<SnsFormAnswer> CreateAsync(params (string Key, string Value)[] tags) => Form.PostAsync("CreateTopic", [("Name", name), .. Tags(tags)]);
    }

    [ContractFact]
    public async Task Tags_SetAndTaken_AreListed()
    {
        var topic = await CreateTopicAsync();

        await Form.PostAsync("TagResource", [("ResourceArn", topic), .. Tags(("a", "1"), ("b", "2"))]);
        await Form.PostAsync("TagResource", [("ResourceArn", topic), .. Tags(("b", "3"))]);
        await Form.PostAsync("UntagResource", ("ResourceArn", topic), ("TagKeys.member.1", "a"));

        var tags = await Form.PostAsync("ListTagsForResource", ("ResourceArn", topic));
        tags.All("Key").Should().Equal("b");
        tags.All("Value").Should().Equal("3");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "does not find a topic that is none", "sns/latest/api/API_TagResource.html")]
    public async Task TagResource_KeyTwiceOrTooManyTags_Fails()
    {
        var topic = await CreateTopicAsync();

        var twice = await Form.PostAsync("TagResource", [("ResourceArn", topic), .. Tags(("a", "1"), ("a", "2"))]);
        var many = await Form.PostAsync("TagResource", [("ResourceArn", topic), .. Tags([.. Enumerable.Range(0, 51).Select(number => ($"k{number}", "v"))])]);

        twice["Code"].Should().Be("InvalidParameter");
        many["Code"].Should().Be("TagLimitExceeded");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "leaves the effective delivery policy's members out", "sns/latest/api/API_GetTopicAttributes.html")]
    public async Task GetTopicAttributes_NewTopic_HasItsPolicies()
    {
        var topic = await CreateTopicAsync();

        var attributes = (await Form.PostAsync("GetTopicAttributes", ("TopicArn", topic))).Map();

        var statement = Parse(attributes["Policy"]).GetProperty("Statement")[0];
        statement.GetProperty("Sid").GetString().Should().Be("__default_statement_ID");
        statement.GetProperty("Resource").GetString().Should().Be(topic);
        statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("AWS:SourceOwner").GetString().Should().Be("000000000000");
        Parse(attributes["EffectiveDeliveryPolicy"]).GetProperty("http").GetProperty("defaultRequestPolicy").GetProperty("headerContentType").GetString()
            .Should().Be("text/plain; charset=UTF-8");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "leaves it out", "sns/latest/api/API_GetSubscriptionAttributes.html")]
    public async Task GetSubscriptionAttributes_Subscription_NamesWhoMadeIt()
    {
        var (_, subscription) = await SubscribeAsync(await CreateTopicAsync(), ("RawMessageDelivery", "TrUe"));

        var attributes = (await Form.PostAsync("GetSubscriptionAttributes", ("SubscriptionArn", subscription))).Map();

        attributes["SubscriptionPrincipal"].Should().StartWith("arn:aws:iam::000000000000:");
        attributes["RawMessageDelivery"].Should().Be("true");
    }

    [ContractFact]
    public async Task AddPermission_AndRemovePermission_ChangeThePolicy()
    {
        var topic = await CreateTopicAsync();

        await Form.PostAsync("AddPermission", ("TopicArn", topic), ("Label", "mine"), ("AWSAccountId.member.1", "111111111111"), ("ActionName.member.1", "Publish"));
        var added = await StatementsAsync();
        await Form.PostAsync("RemovePermission", ("TopicArn", topic), ("Label", "mine"));
        var removed = await StatementsAsync();

        added.Select(statement => statement.GetProperty("Sid").GetString()).Should().Equal("__default_statement_ID", "mine");
        added[1].GetProperty("Principal").GetProperty("AWS").GetString().Should().Be("arn:aws:iam::111111111111:root");
        added[1].GetProperty("Action").GetString().Should().Be("SNS:Publish");
        added[1].GetProperty("Resource").GetString().Should().Be(topic);
        removed.Select(statement => statement.GetProperty("Sid").GetString()).Should().Equal("__default_statement_ID");

        async Task<List<JsonElement>> StatementsAsync() =>
            [.. Parse((await Form.PostAsync("GetTopicAttributes", ("TopicArn", topic))).Map()["Policy"]).GetProperty("Statement").EnumerateArray()];
    }

    [ContractTheory]
    [InlineData("mine", "Publish", true)]
    [InlineData("other", "Publish", false)]
    [InlineData("other", "Fly", true)]
    public async Task AddPermission_LabelTwiceOrUnknownAction_Fails(string label, string action, bool fails)
    {
        var topic = await CreateTopicAsync();
        await Form.PostAsync("AddPermission", ("TopicArn", topic), ("Label", "mine"), ("AWSAccountId.member.1", "111111111111"), ("ActionName.member.1", "Publish"));

        var answer = await Form.PostAsync(
            "AddPermission", ("TopicArn", topic), ("Label", label), ("AWSAccountId.member.1", "111111111111"), ("ActionName.member.1", action));

        answer["Code"].Should().Be(fails ? "InvalidParameter" : null);
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
    [InlineData("RawMessageDelivery", "")]
    [InlineData("RedrivePolicy", "nonsense")]
    [InlineData("RedrivePolicy", """{"deadLetterTargetArn":"fake-arn"}""")]
    [InlineData("RedrivePolicy", """{"deadLetterTargetArn":"arn:aws:sns:us-east-1:000000000000:t"}""")]
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

    private static (string Name, string Value)[] Tags(params (string Key, string Value)[] tags) =>
        [.. tags.Index().SelectMany(tag => new[] { ($"Tags.member.{tag.Index + 1}.Key", tag.Item.Key), ($"Tags.member.{tag.Index + 1}.Value", tag.Item.Value) })];

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

public sealed class InProcessSnsTopicTests() : SnsTopicContract(new InProcessBackend());

public sealed class HttpSnsTopicTests() : SnsTopicContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSnsTopicTests() : SnsTopicContract(new MotoBackend());
