using System.Net;
using Amazon.Runtime;
using Cdc.Lambda;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What any SNS does when messages are published to a topic that queues are subscribed to.</summary>
public abstract class SnsContract(AwsBackend backend) : SnsTest(backend)
{
    [ContractFact]
    public async Task Publish_WrappedSubscription_DeliversTheNotification()
    {
        var topic = await CreateTopicAsync();
        var (queue, subscription) = await SubscribeAsync(topic);

        var answer = await Form.PostAsync(
            "Publish", ("TopicArn", topic), ("Message", "grüezi \"<&>\""), ("Subject", "hello"),
            ("MessageAttributes.entry.1.Name", "type"), ("MessageAttributes.entry.1.Value.DataType", "String"), ("MessageAttributes.entry.1.Value.StringValue", "orders.insert"),
            ("MessageAttributes.entry.2.Name", "b"), ("MessageAttributes.entry.2.Value.DataType", "Binary"), ("MessageAttributes.entry.2.Value.BinaryValue", "AAH/"));

        var message = (await ReceiveAsync(queue)).Single();
        var body = Json(message);
        (message.MessageAttributes ?? []).Should().BeEmpty();
        body.GetProperty("Type").GetString().Should().Be("Notification");
        body.GetProperty("MessageId").GetString().Should().Be(answer["MessageId"]);
        body.GetProperty("TopicArn").GetString().Should().Be(topic);
        body.GetProperty("Subject").GetString().Should().Be("hello");
        body.GetProperty("Message").GetString().Should().Be("grüezi \"<&>\"");
        body.GetProperty("Timestamp").GetString().Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        body.GetProperty("SignatureVersion").GetString().Should().Be("1");
        body.GetProperty("Signature").GetString().Should().NotBeEmpty();
        body.GetProperty("SigningCertURL").GetString().Should().StartWith("https://sns.us-east-1.amazonaws.com/");
        body.GetProperty("UnsubscribeURL").GetString().Should().EndWith(subscription);
        body.GetProperty("MessageAttributes").GetProperty("type").GetRawText().Should().Be("""{"Type":"String","Value":"orders.insert"}""");
        body.GetProperty("MessageAttributes").GetProperty("b").GetRawText().Should().Be("""{"Type":"Binary","Value":"AAH/"}""");
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

        await Sns.PublishAsync(topic, Entry("{\"a\":\"grüezi\"}", ("type", Value("orders.insert")), ("n", new SnsAttributeValue("Number", "12.5"))));

        var message = (await ReceiveAsync(queue)).Single();
        message.Body.Should().Be("{\"a\":\"grüezi\"}");
        message.MessageAttributes["type"].StringValue.Should().Be("orders.insert");
        message.MessageAttributes["n"].DataType.Should().Be("Number");
        message.MessageAttributes["n"].StringValue.Should().Be("12.5");
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

    [ContractTheory]
    [InlineData("", "a", "String", "v", "InvalidParameter")]
    [InlineData("x", "a", "String", "", "ParameterValueInvalid")]
    [InlineData("x", "a", "Strange", "v", "ParameterValueInvalid")]
    [InlineData("x", "a", "Number", "twelve", "ParameterValueInvalid")]
    [InlineData("x", "a", "String.Array", "[{}]", "ParameterValueInvalid")]
    [InlineData("x", "a b", "String", "v", "ParameterValueInvalid")]
    [InlineData("x", "AWS.a", "String", "v", "ParameterValueInvalid")]
    public async Task Publish_InvalidMessage_Fails(string message, string name, string type, string value, string code)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "Publish", ("TopicArn", topic), ("Message", message),
            ("MessageAttributes.entry.1.Name", name), ("MessageAttributes.entry.1.Value.DataType", type), ("MessageAttributes.entry.1.Value.StringValue", value));

        answer["Code"].Should().Be(code);
        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [ContractTheory]
    [InlineData(262_144 - 11, true)]
    [InlineData(262_144 - 10, false)]
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
    public async Task Publish_JsonStructure_DeliversTheMessageForQueues()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));

        await Form.PostAsync("Publish", ("TopicArn", topic), ("MessageStructure", "json"), ("Message", """{"default":"d","sqs":"s"}"""));
        await Form.PostAsync("Publish", ("TopicArn", topic), ("MessageStructure", "json"), ("Message", """{"default":"d"}"""));
        var refused = await Form.PostAsync("Publish", ("TopicArn", topic), ("MessageStructure", "json"), ("Message", """{"sqs":"s"}"""));

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("s", "d");
        refused["Code"].Should().Be("InvalidParameter");
    }

    [ContractFact]
    public async Task PublishBatch_SomeEntriesInvalid_DeliversTheOthers()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));

        var failed = await Sns.PublishBatchAsync(
            topic,
            [new SnsEntry("a", "1"), new SnsEntry("b", "2") { Attributes = new Dictionary<string, SnsAttributeValue> { ["x"] = new("Strange", "v") } }, new SnsEntry("c", "3")],
            CancellationToken.None);

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("1", "3");
        var failure = failed.Should().ContainSingle().Subject;
        failure.Id.Should().Be("b");
        failure.Code.Should().Be("ParameterValueInvalid");
        failure.SenderFault.Should().BeTrue();
    }

    [ContractFact]
    public async Task PublishBatch_Successful_AnswersAnIdForEach()
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "PublishBatch", ("TopicArn", topic),
            ("PublishBatchRequestEntries.member.1.Id", "a"), ("PublishBatchRequestEntries.member.1.Message", "1"),
            ("PublishBatchRequestEntries.member.2.Id", "b"), ("PublishBatchRequestEntries.member.2.Message", "2"));

        answer.Xml.Name.ToString().Should().Be("{http://sns.amazonaws.com/doc/2010-03-31/}PublishBatchResponse");
        answer.All("Id").Should().Equal("a", "b");
        answer.All("MessageId").Should().OnlyHaveUniqueItems().And.HaveCount(2);
    }

    [ContractTheory]
    [InlineData("", "EmptyBatchRequest")]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11", "TooManyEntriesInBatchRequest")]
    [InlineData("a,a", "BatchEntryIdsNotDistinct")]
    [InlineData("a b", "InvalidBatchEntryId")]
    public async Task PublishBatch_InvalidBatch_FailsAsAWhole(string ids, string code)
    {
        var topic = await CreateTopicAsync();
        var entries = ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => new SnsEntry(id, "x")).ToList();

        var failure = await Sns.Awaiting(sns => sns.PublishBatchAsync(topic, entries, CancellationToken.None)).Should().ThrowExactlyAsync<AmazonServiceException>();

        failure.Which.ErrorCode.Should().Be(code);
    }

    [ContractFact]
    public async Task PublishBatch_TooManyBytesTogether_FailsAsAWhole()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);
        var half = new string('x', 131_072);

        await Sns.PublishBatchAsync(topic, [new SnsEntry("a", half), new SnsEntry("b", half)], CancellationToken.None);
        var failure = await Sns.Awaiting(sns => sns.PublishBatchAsync(topic, [new SnsEntry("a", half), new SnsEntry("b", half + "x")], CancellationToken.None))
            .Should().ThrowExactlyAsync<AmazonServiceException>();

        failure.Which.ErrorCode.Should().Be("BatchRequestTooLong");
        (await ReceiveAsync(queue)).Should().HaveCount(2);
    }

    [ContractFact]
    public async Task Publish_MessageGroupOnStandardTopic_ReachesTheQueue()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);

        await Sns.PublishAsync(topic, new SnsEntry("1", "x") { GroupId = "g" });

        (await ReceiveAsync(queue)).Single().Attributes["MessageGroupId"].Should().Be("g");
    }

    [ContractFact]
    public async Task Any_UnknownOperation_SaysThatItIsNotSupported()
    {
        var answer = await Form.PostAsync("CreatePlatformApplication");

        answer["Code"].Should().Be("InvalidAction");
        answer["Message"].Should().Contain("LocalAws does not support");
    }
}

public sealed class InProcessSnsTests() : SnsContract(new InProcessBackend());

public sealed class HttpSnsTests() : SnsContract(new HttpBackend());
