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

    [ContractFact]
    public async Task Subscribe_InvalidPolicy_Fails()
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", "arn:aws:sqs:us-east-1:000000000000:q"),
            ("Attributes.entry.1.key", "FilterPolicy"), ("Attributes.entry.1.value", """{"type":"orders.insert"}"""));

        answer["Code"].Should().Be("InvalidParameter");
        answer["Message"].Should().Contain("FilterPolicy");
    }
}

public sealed class InProcessSnsFilterTests() : SnsFilterContract(new InProcessBackend());

public sealed class HttpSnsFilterTests() : SnsFilterContract(new HttpBackend());
