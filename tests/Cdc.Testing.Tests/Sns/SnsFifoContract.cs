using Cdc.Lambda;
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
    public async Task Publish_SameDeduplicationId_AnswersTheFirstAndDeliversOnce()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var queue = await SubscribeFifoAsync(topic);
        (string, string)[] fields = [("TopicArn", topic), ("Message", "x"), ("MessageGroupId", "g"), ("MessageDeduplicationId", "d")];

        var first = await Form.PostAsync("Publish", fields);
        var second = await Form.PostAsync("Publish", fields);

        first["SequenceNumber"].Should().MatchRegex("^[0-9]{20}$");
        second["SequenceNumber"].Should().Be(first["SequenceNumber"]);
        second["MessageId"].Should().Be(first["MessageId"]);
        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [ContractFact]
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
    public async Task Publish_StandardQueue_DeliversWithoutGroup()
    {
        var topic = await CreateTopicAsync(fifo: true);
        var (queue, _) = await SubscribeAsync(topic);

        await Sns.PublishAsync(topic, new SnsEntry("1", "x") { GroupId = "g", DeduplicationId = "d" });

        var message = (await ReceiveAsync(queue)).Single();
        message.Attributes.Should().NotContainKeys("MessageGroupId", "MessageDeduplicationId");
        Json(message).GetProperty("SequenceNumber").GetString().Should().MatchRegex("^[0-9]{20}$");
    }

    [ContractTheory]
    [InlineData("g", null)]
    [InlineData(null, "d")]
    public async Task PublishBatch_IdMissing_FailsTheEntry(string? group, string? deduplication)
    {
        var topic = await CreateTopicAsync(fifo: true);

        var failed = await Sns.PublishBatchAsync(topic, [new SnsEntry("1", "x") { GroupId = group, DeduplicationId = deduplication }], CancellationToken.None);

        failed.Should().ContainSingle().Which.Code.Should().Be("InvalidParameter");
    }

    [ContractFact]
    public async Task Publish_DeduplicationIdOnStandardTopic_Fails()
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync("Publish", ("TopicArn", topic), ("Message", "x"), ("MessageDeduplicationId", "d"));

        answer["Code"].Should().Be("InvalidParameter");
    }

    private async Task<string> SubscribeFifoAsync(string topic)
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await Sns.SubscribeQueueAsync(topic, await AttributeAsync(queue, "QueueArn"), Attributes(("RawMessageDelivery", "true")));
        return queue;
    }
}

public sealed class InProcessSnsFifoTests() : SnsFifoContract(new InProcessBackend());

public sealed class HttpSnsFifoTests() : SnsFifoContract(new HttpBackend());
