using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>That filter policies decide about delivery; what each operator means is proven on its own.</summary>
public abstract class SnsFilterContract(AwsBackend backend) : SnsTest(backend)
{
    [ContractFact]
    public async Task Publish_AttributePolicy_DeliversWhatMatches()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"), ("FilterPolicy", """{"type":["orders.insert",{"prefix":"payments."}],"n":[{"numeric":[">",10]}]}"""));

        await Sns.PublishAsync(topic, Entry("1", ("type", Value("orders.insert")), ("n", new("Number", "11"))));
        await Sns.PublishAsync(topic, Entry("2", ("type", Value("payments.modify")), ("n", new("Number", "10.5"))));
        await Sns.PublishAsync(topic, Entry("3", ("type", Value("orders.insert")), ("n", new("Number", "10"))));
        await Sns.PublishAsync(topic, Entry("4", ("type", Value("orders.remove")), ("n", new("Number", "11"))));
        await Sns.PublishAsync(topic, Entry("5", ("type", Value("orders.insert"))));

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("1", "2");
    }

    [ContractTheory]
    [InlineData("""["a"]""", "String", "a", true)]
    [InlineData("""["a"]""", "String", "A", false)]
    [InlineData("""[1]""", "String", "1", false)]
    [InlineData("""[100]""", "Number", "1e2", true)]
    [InlineData("""["b"]""", "String.Array", """["a","b"]""", true)]
    [InlineData("""[{"prefix":"ab"}]""", "String", "abc", true)]
    [InlineData("""[{"suffix":"bc"}]""", "String", "abcd", false)]
    [InlineData("""[{"equals-ignore-case":"aBc"}]""", "String", "AbC", true)]
    [InlineData("""[{"anything-but":["a","b"]}]""", "String", "b", false)]
    [InlineData("""[{"anything-but":{"prefix":"a"}}]""", "String", "b", true)]
    [InlineData("""[{"anything-but":["a"]}]""", "String.Array", """["a","b"]""", true)]
    [InlineData("""[{"anything-but":["a","b"]}]""", "String.Array", """["a","b"]""", false)]
    [InlineData("""[{"numeric":[">",0,"<=",5]}]""", "Number", "5", true)]
    [InlineData("""[{"numeric":[">",0,"<=",5]}]""", "Number", "0", false)]
    [InlineData("""[{"exists":false}]""", "String", "x", false)]
    [InlineData("""[{"cidr":"10.0.0.0/24"}]""", "String", "10.0.0.255", true)]
    [DiffersOn(Emulator.Moto, "never matches equals-ignore-case", "sns/latest/dg/string-value-matching.html", Rows = ["AbC"])]
    [DiffersOn(Emulator.Moto, "refuses cidr", "sns/latest/dg/string-value-matching.html", Rows = ["10.0.0.255"])]
    [DiffersOn(Emulator.Moto, "wants no element of a list to be excluded", "sns/latest/dg/string-value-matching.html", Rows = ["""[{"anything-but":["a"]}]"""])]
    public async Task Publish_Operator_Decides(string conditions, string type, string value, bool delivered)
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("FilterPolicy", $$"""{"k":{{conditions}}}"""));

        await Sns.PublishAsync(topic, Entry("x", ("k", new(type, value))));

        (await ReceiveAsync(queue)).Should().HaveCount(delivered ? 1 : 0);
    }

    [ContractTheory]
    [InlineData("""{"a":["1"],"$or":[{"b":["1"]},{"c":["1"]}]}""", true)]
    [InlineData("""{"a":["1"],"$or":[{"b":["2"]},{"c":["2"]}]}""", false)]
    [InlineData("""{"a":["1"],"z":[{"exists":false}]}""", true)]
    [InlineData("""{"z":[{"anything-but":"1"}]}""", false)]
    public async Task Publish_SeveralKeys_MustAllMatch(string policy, bool delivered)
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("FilterPolicy", policy));

        await Sns.PublishAsync(topic, Entry("x", ("a", Value("1")), ("b", Value("1")), ("c", Value("3"))));

        (await ReceiveAsync(queue)).Should().HaveCount(delivered ? 1 : 0);
    }

    [ContractTheory]
    [InlineData("""{"a":{"b":[{"numeric":[">",1]}]}}""", """{"a":{"b":2}}""", true)]
    [InlineData("""{"a":{"b":[{"exists":false}]}}""", """{"a":{"c":1}}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":["y","x"]}""", true)]
    [InlineData("""{"a":[true]}""", """{"a":"true"}""", false)]
    [InlineData("""{"a":[null]}""", """{"a":null}""", true)]
    [InlineData("""{"a":{"b":[1],"c":[2]}}""", """{"a":[{"b":1,"c":2}]}""", true)]
    [InlineData("""{"a.b":["x"]}""", """{"a":{"b":"x"}}""", true)]
    [InlineData("""{"a.b":["x"]}""", """{"a.b":"x"}""", true)]
    [InlineData("""{"a.b":["x"]}""", """{"a":{"b":"y"}}""", false)]
    [InlineData("""{"a":[{"anything-but":["x"]}]}""", """{"a":["x","y"]}""", true)]
    [DiffersOn(Emulator.Moto, "splits no key, and wants no element of a list to be excluded", "sns/latest/dg/and-or-logic.html",
        Rows = ["""{"a":{"b":"x"}}""", """{"a":["x","y"]}"""])]
    [DiffersOn(Emulator.Moto, "finds null in no body", "sns/latest/dg/subscription-filter-policy-constraints.html", Rows = ["""{"a":null}"""])]
    public async Task Publish_BodyPolicy_FollowsTheStructure(string policy, string body, bool delivered)
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("FilterPolicyScope", "MessageBody"), ("FilterPolicy", policy));

        await Sns.PublishAsync(topic, Entry(body));

        (await ReceiveAsync(queue)).Should().HaveCount(delivered ? 1 : 0);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "heeds a new scope only with the next policy", "sns/latest/dg/sns-message-filtering-scope.html")]
    public async Task SetSubscriptionAttributes_ScopeAndPolicy_DecideFromThenOn()
    {
        var topic = await CreateTopicAsync();
        var (queue, subscription) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"), ("FilterPolicy", """{"k":["1"]}"""));

        await Sns.PublishAsync(topic, Entry("""{"k":"2"}"""));
        await Sns.SetSubscriptionAttributesAsync(subscription, "FilterPolicyScope", "MessageBody");
        await Sns.PublishAsync(topic, Entry("""{"k":"1"}"""));
        await Sns.SetSubscriptionAttributesAsync(subscription, "FilterPolicy", """{"k":["3"]}""");
        await Sns.PublishAsync(topic, Entry("""{"k":"1"}"""));
        await Sns.PublishAsync(topic, Entry("""{"k":"3"}"""));

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("""{"k":"1"}""", """{"k":"3"}""");
    }

    [ContractFact]
    public async Task Publish_BodyPolicy_DeliversWhatMatches()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(
            topic, ("RawMessageDelivery", "true"), ("FilterPolicyScope", "MessageBody"), ("FilterPolicy", """{"data":{"orderId":[{"prefix":"o-"}]}}"""));

        foreach (var body in new[] { """{"data":{"orderId":"o-1"}}""", """{"data":{"orderId":"p-1"}}""", """{"orderId":"o-1"}""", "no JSON", "\"text\"" })
            await Sns.PublishAsync(topic, Entry(body));

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("""{"data":{"orderId":"o-1"}}""");
    }

    [ContractTheory]
    [InlineData("nonsense")]
    [InlineData("""{"type":"orders.insert"}""")]
    [InlineData("""{"type":[]}""")]
    [InlineData("""{"type":[{"nonsense":"x"}]}""")]
    [InlineData("""{"type":{"nested":["x"]}}""")]
    [InlineData("""{"type":[{"anything-but":{"suffix":"x"}}]}""")]
    [InlineData("""{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}""")]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/api/API_Subscribe.html", Rows = ["""{"type":[]}""", """{"type":[{"anything-but":{"suffix":"x"}}]}"""])]
    [DiffersOn(Emulator.Moto, "answers a page of HTML", "sns/latest/api/API_Subscribe.html", Rows = ["nonsense"])]
    public async Task Subscribe_InvalidPolicy_Fails(string policy)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", "arn:aws:sqs:us-east-1:000000000000:q"),
            ("Attributes.entry.1.key", "FilterPolicy"), ("Attributes.entry.1.value", policy));

        answer["Code"].Should().Be("InvalidParameter");
        answer["Message"].Should().Contain("ilter");
    }
}

public sealed class InProcessSnsFilterTests() : SnsFilterContract(new InProcessBackend());

public sealed class HttpSnsFilterTests() : SnsFilterContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSnsFilterTests() : SnsFilterContract(new MotoBackend());
