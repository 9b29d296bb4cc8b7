using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Cdc.Publisher;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What any SNS does when messages are published to a topic that queues are subscribed to.</summary>
public abstract class SnsContract(AwsBackend backend) : SnsTest(backend)
{
    [ContractFact]
    public async Task Publish_WrappedSubscription_DeliversTheNotification()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);

        var answer = await Form.PostAsync(
            "Publish", ("TopicArn", topic), ("Message", "grüezi \"<&>\""), ("Subject", "hello"),
            ("MessageAttributes.entry.1.Name", "type"), ("MessageAttributes.entry.1.Value.DataType", "String"), ("MessageAttributes.entry.1.Value.StringValue", "orders.insert"),
            ("MessageAttributes.entry.2.Name", "b"), ("MessageAttributes.entry.2.Value.DataType", "Binary"), ("MessageAttributes.entry.2.Value.BinaryValue", "AAH/"));

        var message = (await ReceiveAsync(queue)).Single();
        var body = Json(message);
        (message.MessageAttributes ?? []).Should().BeEmpty();
        body.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo(
            "Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL", "UnsubscribeURL", "MessageAttributes");
        body.GetProperty("Type").GetString().Should().Be("Notification");
        body.GetProperty("MessageId").GetString().Should().Be(answer["MessageId"]);
        body.GetProperty("TopicArn").GetString().Should().Be(topic);
        body.GetProperty("Subject").GetString().Should().Be("hello");
        body.GetProperty("Message").GetString().Should().Be("grüezi \"<&>\"");
        body.GetProperty("Timestamp").GetString().Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        body.GetProperty("Signature").GetString().Should().NotBeEmpty();
        body.GetProperty("SigningCertURL").GetString().Should().StartWith("https://sns.us-east-1.amazonaws.com/");
        JsonSerializer.Serialize(body.GetProperty("MessageAttributes").GetProperty("type")).Should().Be("""{"Type":"String","Value":"orders.insert"}""");
        JsonSerializer.Serialize(body.GetProperty("MessageAttributes").GetProperty("b")).Should().Be("""{"Type":"Binary","Value":"AAH/"}""");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "names a subscription that is not there", "sns/latest/dg/sns-message-and-json-formats.html")]
    public async Task Publish_WrappedSubscription_TellsHowToUnsubscribe()
    {
        var topic = await CreateTopicAsync();
        var (queue, subscription) = await SubscribeAsync(topic);

        await Sns.PublishAsync(topic, Entry("x"));

        Json((await ReceiveAsync(queue)).Single()).GetProperty("UnsubscribeURL").GetString()
            .Should().StartWith("https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&").And.EndWith(subscription);
    }

    [ContractTheory]
    [InlineData("", "1")]
    [InlineData("2", "2")]
    [DiffersOn(Emulator.Moto, "always names version 2", "sns/latest/api/API_SetTopicAttributes.html", Rows = ["1"])]
    public async Task Publish_WrappedSubscription_NamesTheTopicsSignatureVersion(string set, string named)
    {
        var topic = set.Length == 0 ? await CreateTopicAsync() : await CreateTopicAsync(fifo: false, ("SignatureVersion", set));
        var (queue, _) = await SubscribeAsync(topic);

        await Sns.PublishAsync(topic, Entry("x"));

        Json((await ReceiveAsync(queue)).Single()).GetProperty("SignatureVersion").GetString().Should().Be(named);
    }

    [ContractFact]
    public async Task Publish_WrappedWithoutSubjectAndAttributes_LeavesThemOut()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);

        await Sns.PublishAsync(topic, Entry("x"));

        var body = Json((await ReceiveAsync(queue)).Single());
        body.TryGetProperty("Subject", out _).Should().BeFalse();
        body.TryGetProperty("MessageAttributes", out _).Should().BeFalse();
        body.TryGetProperty("SequenceNumber", out _).Should().BeFalse();
    }

    [ContractFact]
    public async Task Publish_RawSubscription_DeliversMessageAndAttributes()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));

        await Sns.PublishAsync(topic, Entry("{\"a\":\"grüezi\"}", ("type", Value("orders.insert")), ("n", new SnsMessageAttributeValue("Number", "12.5"))));

        var message = (await ReceiveAsync(queue)).Single();
        message.Body.Should().Be("{\"a\":\"grüezi\"}");
        message.MessageAttributes["type"].StringValue.Should().Be("orders.insert");
        message.MessageAttributes["n"].DataType.Should().Be("Number");
        message.MessageAttributes["n"].StringValue.Should().Be("12.5");
    }

    [ContractTheory]
    [InlineData("String", "é")]
    [InlineData("Number", "-1.5e3")]
    [InlineData("String.Array", "[1,true]")]
    [InlineData("Binary", "AAH/")]
    [DiffersOn(Emulator.Moto, "delivers a message that no receive can return", "sns/latest/dg/sns-large-payload-raw-message-delivery.html", Rows = ["Binary"])]
    public async Task Publish_RawSubscription_DeliversEveryTypeOfAttribute(string type, string value)
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));
        var field = type == "Binary" ? "BinaryValue" : "StringValue";

        await Form.PostAsync(
            "Publish", ("TopicArn", topic), ("Message", "x"), ("MessageAttributes.entry.1.Name", "a"),
            ("MessageAttributes.entry.1.Value.DataType", type), ($"MessageAttributes.entry.1.Value.{field}", value));

        var attribute = (await ReceiveAsync(queue)).Single().MessageAttributes["a"];
        attribute.DataType.Should().Be(type);
        (type == "Binary" ? Convert.ToBase64String(attribute.BinaryValue.ToArray()) : attribute.StringValue).Should().Be(value);
    }

    [ContractFact]
    public async Task Publish_SeveralSubscriptions_DeliversToEach()
    {
        var topic = await CreateTopicAsync();
        var (first, _) = await SubscribeAsync(topic);
        var (second, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));

        await Sns.PublishAsync(topic, Entry("x"));

        (await ReceiveAsync(first)).Should().ContainSingle();
        (await ReceiveAsync(second)).Should().ContainSingle();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "delivers it", "sns/latest/dg/sns-large-payload-raw-message-delivery.html")]
    public async Task Publish_RawWithElevenAttributes_GoesToTheDeadLetterQueueOrNowhere()
    {
        var topic = await CreateTopicAsync();
        var deadLetters = await CreateQueueAsync();
        var (without, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));
        var (with, _) = await SubscribeAsync(
            topic, ("RawMessageDelivery", "true"), ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{await AttributeAsync(deadLetters, "QueueArn")}}"}"""));

        await Sns.PublishAsync(topic, Entry("x", [.. Enumerable.Range(1, 11).Select(number => ($"a{number}", Value("v")))]));

        (await ReceiveAsync(without)).Should().BeEmpty();
        (await ReceiveAsync(with)).Should().BeEmpty();
        Json((await ReceiveAsync(deadLetters)).Single()).GetProperty("MessageAttributes").EnumerateObject().Should().HaveCount(11);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "fails the publish", "sns/latest/dg/sns-dead-letter-queues.html")]
    public async Task Publish_QueueDeleted_GoesToTheDeadLetterQueue()
    {
        var topic = await CreateTopicAsync();
        var deadLetters = await CreateQueueAsync();
        var (queue, _) = await SubscribeAsync(
            topic, ("RawMessageDelivery", "true"), ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{await AttributeAsync(deadLetters, "QueueArn")}}"}"""));
        await Sqs.DeleteQueueAsync(queue);

        await Sns.PublishAsync(topic, Entry("x"));

        (await ReceiveAsync(deadLetters)).Single().Body.Should().Be("x");
    }

    [ContractFact]
    public async Task Publish_MissingTopic_IsNotFound()
    {
        var failure = await Sns.Awaiting(sns => sns.PublishAsync("arn:aws:sns:us-east-1:000000000000:none", Entry("x"))).Should().ThrowExactlyAsync<AmazonServiceException>();

        failure.Which.ErrorCode.Should().Be("NotFound");
        failure.Which.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "finds no topic", "sns/latest/api/API_Publish.html")]
    public async Task Publish_MissingEndpoint_IsInvalid()
    {
        var answer = await Form.PostAsync(
            "Publish", ("TargetArn", "arn:aws:sns:us-east-1:000000000000:endpoint/APNS/abcdef/0f7d5971-aa8b-4bd5-b585-0826e9f93a66"), ("Message", "x"));

        answer["Code"].Should().Be("InvalidParameter");
        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "fails", "sns/latest/api/API_MessageAttributeValue.html")]
    public async Task Publish_AttributeWithoutType_IsAValidationError()
    {
        var answer = await Form.PostAsync(
            "Publish", ("TopicArn", await CreateTopicAsync()), ("Message", "x"),
            ("MessageAttributes.entry.1.Name", "a"), ("MessageAttributes.entry.1.Value.StringValue", "v"));

        answer["Code"].Should().Be("ValidationError");
    }

    [ContractTheory]
    [InlineData(true)]
    [InlineData(false)]
    [DiffersOn(Emulator.Moto, "leaves it out", "sns/latest/dg/sns-active-tracing.html")]
    public async Task Publish_InATrace_ReachesTheQueueInIt(bool isRaw)
    {
        const string Trace = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", isRaw ? "true" : "false"));

        Form.TraceHeader = Trace;
        await Form.PostAsync("Publish", ("TopicArn", topic), ("Message", "x"));

        (await ReceiveAsync(queue)).Single().Attributes["AWSTraceHeader"].Should().Be(Trace);
    }

    [ContractTheory]
    [InlineData("a", "String", "")]
    [InlineData("a", "Strange", "v")]
    [InlineData("a", "String.", "v")]
    [InlineData("a", "Number", "twelve")]
    [InlineData("a", "String.Array", "[{}]")]
    [InlineData("a b", "String", "v")]
    [InlineData("AWS.a", "String", "v")]
    [InlineData("a..b", "String", "v")]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/dg/sns-message-attributes.html", Rows = ["[{}]", "a b", "AWS.a", "a..b", "String."])]
    public async Task Publish_InvalidAttribute_Fails(string name, string type, string value)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "Publish", ("TopicArn", topic), ("Message", "x"),
            ("MessageAttributes.entry.1.Name", name), ("MessageAttributes.entry.1.Value.DataType", type), ("MessageAttributes.entry.1.Value.StringValue", value));

        // AWS answers the first; it documents both, and in the same words.
        answer["Code"].Should().BeOneOf("ParameterValueInvalid", "InvalidParameter");
        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/api/API_Publish.html")]
    public async Task Publish_EmptyMessage_Fails()
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync("Publish", ("TopicArn", topic), ("Message", ""));

        answer["Code"].Should().Be("InvalidParameter");
    }

    [ContractTheory]
    [InlineData(262_144 - 11, true)]
    [InlineData(262_144 - 10, false)]
    [DiffersOn(Emulator.Moto, "does not count attributes", "sns/latest/dg/sns-message-attributes.html", Rows = [262_144 - 10])]
    public async Task Publish_SizeWithAttributes_IsLimited(int bytes, bool fits)
    {
        var topic = await CreateTopicAsync();
        // name (3) + type (6) + value (2) = 11
        var entry = Entry(new string('x', bytes), ("abc", Value("é")));

        var publishing = Sns.Awaiting(sns => sns.PublishAsync(topic, entry));

        if (fits) await publishing.Should().NotThrowAsync();
        else (await publishing.Should().ThrowExactlyAsync<AmazonServiceException>()).Which.ErrorCode.Should().Be("InvalidParameter");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "does not know the attribute", "sns/latest/dg/large-message-payloads.html")]
    public async Task Publish_TopicOfLargerMessages_TakesThem()
    {
        var topic = await CreateTopicAsync(attributes: ("MaximumMessageSize", "300000"));
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));

        await Sns.PublishAsync(topic, Entry(new string('x', 300_000)));
        var single = await Form.PostAsync("Publish", ("TopicArn", topic), ("Message", new string('x', 300_001)));
        var batch = await Form.PostAsync(
            "PublishBatch", ("TopicArn", topic),
            ("PublishBatchRequestEntries.member.1.Id", "1"), ("PublishBatchRequestEntries.member.1.Message", new string('x', 150_000)),
            ("PublishBatchRequestEntries.member.2.Id", "2"), ("PublishBatchRequestEntries.member.2.Message", new string('x', 150_001)));

        (await ReceiveAsync(queue)).Single().Body.Should().HaveLength(300_000);
        single["Code"].Should().Be("InvalidParameter");
        batch["Code"].Should().Be("BatchRequestTooLong");
    }

    [ContractFact]
    public async Task Publish_JsonStructure_DeliversTheMessageForQueues()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));

        await Form.PostAsync("Publish", ("TopicArn", topic), ("MessageStructure", "json"), ("Message", """{"default":"d","sqs":"s"}"""));
        await Form.PostAsync("Publish", ("TopicArn", topic), ("MessageStructure", "json"), ("Message", """{"default":"d"}"""));

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("s", "d");
    }

    [ContractTheory]
    [InlineData("""{"sqs":"s"}""")]
    [InlineData("no JSON")]
    [DiffersOn(Emulator.Moto, "needs no default", "sns/latest/api/API_Publish.html")]
    public async Task Publish_JsonStructureWithoutDefault_Fails(string message)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync("Publish", ("TopicArn", topic), ("MessageStructure", "json"), ("Message", message));

        answer["Code"].Should().Be("InvalidParameter");
    }

    [ContractFact]
    public async Task Publish_MessageGroupOnStandardTopic_ReachesTheQueue()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);

        await Sns.PublishAsync(topic, new SnsEntry("1", "x") { GroupId = "g" });

        (await ReceiveAsync(queue)).Single().Attributes["MessageGroupId"].Should().Be("g");
    }
}

public sealed class InProcessSnsTests() : SnsContract(new InProcessBackend());

public sealed class HttpSnsTests() : SnsContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSnsTests() : SnsContract(new MotoBackend());
