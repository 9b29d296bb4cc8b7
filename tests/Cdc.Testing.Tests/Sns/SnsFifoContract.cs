using System.Net;
using Amazon.Runtime;
using Cdc.Publisher;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What any SNS does with the messages of a FIFO topic.</summary>
public abstract class SnsFifoContract(AwsBackend backend) : SnsTest(backend)
{
    [ContractFact]
    public async Task Publish_FifoQueue_DeliversInOrderWithGroupAndDeduplicationId()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var queue = await SubscribeFifoAsync(topic);

        for (var number = 0; number < 5; number++)
            await Sns.PublishAsync(topic, new SnsEntry("1", $"{number}") { GroupId = "g", DeduplicationId = $"d{number}" });

        var messages = await ReceiveAsync(queue);
        messages.Select(message => message.Body).Should().Equal("0", "1", "2", "3", "4");
        messages[0].Attributes["MessageGroupId"].Should().Be("g");
        messages[0].Attributes["MessageDeduplicationId"].Should().Be("d0");
    }

    [ContractFact]
    public async Task Publish_SameDeduplicationId_DeliversOnce()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var queue = await SubscribeFifoAsync(topic);
        (string, string)[] fields = [("TopicArn", topic), ("Message", "x"), ("MessageGroupId", "g"), ("MessageDeduplicationId", "d")];

        var first = await Form.PostAsync("Publish", fields);
        var second = await Form.PostAsync("Publish", fields);

        second.Status.Should().Be(first.Status).And.Be(HttpStatusCode.OK);
        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "answers no sequence number", "sns/latest/api/API_Publish.html")]
    public async Task Publish_FifoTopic_AnswersGrowingSequenceNumbers()
    {
        var topic = await CreateTopicAsync(fifo: true);
        List<string?> numbers = [];

        for (var number = 0; number < 3; number++)
        {
            numbers.Add((await Form.PostAsync(
                "Publish", ("TopicArn", topic), ("Message", "x"), ("MessageGroupId", "g"), ("MessageDeduplicationId", $"{number}")))["SequenceNumber"]);
        }

        numbers.Should().OnlyContain(number => number != null && number.Length == 20).And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives the queue no deduplication id", "sns/latest/dg/fifo-message-dedup.html")]
    public async Task PublishBatch_ContentBasedDeduplication_ComparesMessages()
    {
        var topic = await CreateTopicAsync(fifo: true, ("ContentBasedDeduplication", "true"));
        var queue = await SubscribeFifoAsync(topic);

        var failed = await Sns.PublishBatchAsync(
            topic, [new SnsEntry("1", "x") { GroupId = "g" }, new SnsEntry("2", "x") { GroupId = "g" }, new SnsEntry("3", "y") { GroupId = "g" }], CancellationToken.None);

        failed.Should().BeEmpty();
        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("x", "y");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "delivers the group", "sns/latest/dg/fifo-message-grouping.html")]
    public async Task Publish_StandardQueue_DeliversWithoutGroup()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var (queue, _) = await SubscribeAsync(topic);

        await Sns.PublishAsync(topic, new SnsEntry("1", "x") { GroupId = "g", DeduplicationId = "d" });

        var message = (await ReceiveAsync(queue)).Single();
        message.Attributes.Should().NotContainKeys("MessageGroupId", "MessageDeduplicationId");
    }

    [ContractTheory]
    [InlineData("Topic", 1)]
    [InlineData("MessageGroup", 2)]
    [DiffersOn(Emulator.Moto, "knows no scope of deduplication", "sns/latest/api/API_SetTopicAttributes.html", Rows = ["MessageGroup"])]
    public async Task Publish_SameDeduplicationIdInTwoGroups_IsTheScopesBusiness(string scope, int delivered)
    {
        var topic = await CreateTopicAsync(fifo: true, ("FifoThroughputScope", scope));
        var queue = await SubscribeFifoAsync(topic, ("DeduplicationScope", "messageGroup"));

        foreach (var group in new[] { "a", "a", "b" })
            await Sns.PublishAsync(topic, new SnsEntry("1", "x") { GroupId = group, DeduplicationId = "d" });

        (await ReceiveAsync(queue)).Should().HaveCount(delivered);
    }

    [ContractFact]
    public async Task PublishBatch_SeveralGroups_DeliversEachInOrder()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var queue = await SubscribeFifoAsync(topic);

        await Sns.PublishBatchAsync(
            topic, [.. Enumerable.Range(0, 10).Select(number => new SnsEntry($"{number}", $"{number}") { GroupId = $"g{number % 2}", DeduplicationId = $"{number}" })], CancellationToken.None);

        var messages = await ReceiveAsync(queue);
        messages.Where(message => message.Attributes["MessageGroupId"] == "g0").Select(message => message.Body).Should().Equal("0", "2", "4", "6", "8");
        messages.Where(message => message.Attributes["MessageGroupId"] == "g1").Select(message => message.Body).Should().Equal("1", "3", "5", "7", "9");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "leaves the number out", "sns/latest/dg/sns-message-and-json-formats.html")]
    public async Task Publish_WrappedSubscription_NamesTheSequenceNumber()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var (queue, _) = await SubscribeAsync(topic);

        var answer = await Form.PostAsync("Publish", ("TopicArn", topic), ("Message", "x"), ("MessageGroupId", "g"), ("MessageDeduplicationId", "d"));

        Json((await ReceiveAsync(queue)).Single()).GetProperty("SequenceNumber").GetString().Should().MatchRegex("^[0-9]{20}$").And.Be(answer["SequenceNumber"]);
    }

    [ContractTheory]
    [InlineData("g", null)]
    [InlineData(null, "d")]
    [DiffersOn(Emulator.Moto, "fails the entry", "sns/latest/api/API_PublishBatch.html", Rows = ["g"])]
    public async Task PublishBatch_OneEntrysIdMissing_FailsAsAWhole(string? group, string? deduplication)
    {
        var topic = await CreateTopicAsync(fifo: true);
        var (queue, _) = await SubscribeAsync(topic);
        SnsEntry[] entries =
        [
            new SnsEntry("1", "x") { GroupId = "g", DeduplicationId = "1" },
            new SnsEntry("2", "x") { GroupId = group, DeduplicationId = deduplication },
        ];

        var failure = await Sns.Awaiting(sns => sns.PublishBatchAsync(topic, entries, CancellationToken.None)).Should().ThrowExactlyAsync<AmazonServiceException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameter");
        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "signs it", "sns/latest/dg/sns-message-and-json-formats.html")]
    public async Task Publish_WrappedSubscription_IsNotSigned()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var (queue, _) = await SubscribeAsync(topic);

        await Form.PostAsync("Publish", ("TopicArn", topic), ("Message", "x"), ("MessageGroupId", "g"), ("MessageDeduplicationId", "d"));

        Json((await ReceiveAsync(queue)).Single()).EnumerateObject().Select(member => member.Name)
            .Should().Equal("Type", "MessageId", "SequenceNumber", "TopicArn", "Message", "Timestamp", "UnsubscribeURL");
    }

    [ContractTheory]
    [InlineData(true, "InvalidParameter")]
    [InlineData(false, null)]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/dg/sns-dead-letter-queues.html", Rows = [true])]
    public async Task Subscribe_StandardDeadLetterQueue_IsNoneForAFifoQueue(bool isFifoQueue, string? code)
    {
        var topic = await CreateTopicAsync(fifo: true);
        var queue = await CreateQueueAsync(isFifoQueue ? [("FifoQueue", "true")] : []);
        var deadLetters = await AttributeAsync(await CreateQueueAsync(), "QueueArn");

        var answer = await Form.PostAsync(
            "Subscribe", ("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", await AttributeAsync(queue, "QueueArn")),
            ("Attributes.entry.1.key", "RedrivePolicy"), ("Attributes.entry.1.value", $$"""{"deadLetterTargetArn":"{{deadLetters}}"}"""));

        answer["Code"].Should().Be(code);
    }

    [ContractFact]
    public async Task Publish_DeduplicationIdOnStandardTopic_Fails()
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync("Publish", ("TopicArn", topic), ("Message", "x"), ("MessageDeduplicationId", "d"));

        answer["Code"].Should().Be("InvalidParameter");
    }

    private async Task<string> SubscribeFifoAsync(string topic, params (string Name, string Value)[] attributes)
    {
        var queue = await CreateQueueAsync([("FifoQueue", "true"), .. attributes]);
        await Sns.SubscribeQueueAsync(topic, await AttributeAsync(queue, "QueueArn"), Attributes(("RawMessageDelivery", "true")));
        return queue;
    }
}

public sealed class InProcessSnsFifoTests() : SnsFifoContract(new InProcessBackend());

public sealed class HttpSnsFifoTests() : SnsFifoContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSnsFifoTests() : SnsFifoContract(new MotoBackend());
