using System.Security.Cryptography;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>What any SQS does with the messages of a FIFO queue.</summary>
public abstract class SqsFifoContract(AwsBackend backend) : SqsTest(backend)
{
    [ContractFact]
    public async Task Receive_SeveralOfAGroup_ReturnsThemInOrder()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        var sent = new List<SendMessageResponse>();
        foreach (var body in new[] { "1", "2", "3" }) sent.Add(await SendAsync(queue, body, "g"));

        var messages = await ReceiveAsync(queue);

        messages.Select(message => message.Body).Should().Equal("1", "2", "3");
        messages.Select(message => message.Attributes["SequenceNumber"]).Should().Equal(sent.Select(answer => answer.SequenceNumber)).And.OnlyHaveUniqueItems();
        messages[0].Attributes["MessageGroupId"].Should().Be("g");
        messages[0].Attributes["MessageDeduplicationId"].Should().Be("id-1");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives random numbers", "AWSSimpleQueueService/latest/APIReference/API_SendMessage.html")]
    public async Task Send_SeveralOfAGroup_NumbersThemUpwards()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        List<string> numbers = [];
        for (var number = 0; number < 9; number++) numbers.Add((await SendAsync(queue, $"{number}", "g")).SequenceNumber);

        numbers.Should().OnlyContain(number => number.Length == 20).And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [ContractFact]
    public async Task Receive_GroupInFlight_ReturnsOtherGroupsAlone()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendAsync(queue, "a1", "a");
        await SendAsync(queue, "a2", "a");
        await SendAsync(queue, "b1", "b");

        (await ReceiveAsync(queue, maximum: 1)).Single().Body.Should().Be("a1");
        (await ReceiveAsync(queue)).Single().Body.Should().Be("b1");
        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [ContractTheory]
    [InlineData("2,3", "")]
    [InlineData("1,3", "1")]
    [InlineData("1,2", "1,2")]
    [InlineData("1", "1")]
    [InlineData("1,2,3", "1,2,3")]
    [DiffersOn(Emulator.Moto, "holds back the whole group", "AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html", Rows = ["1,3", "1,2", "1"])]
    public async Task Receive_SomeOfAGroupStillInFlight_ReturnsWhatIsBeforeThem(string released, string received)
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        foreach (var body in new[] { "1", "2", "3" }) await SendAsync(queue, body, "g");
        var messages = await ReceiveAsync(queue);
        messages.Should().HaveCount(3);

        foreach (var message in messages.Where(message => released.Contains(message.Body, StringComparison.Ordinal)))
            await Sqs.ChangeMessageVisibilityAsync(queue, message.ReceiptHandle, 0);

        string.Join(",", (await ReceiveAsync(queue)).Select(message => message.Body)).Should().Be(received);
    }

    [ContractFact]
    public async Task Receive_FirstOfAGroupDeleted_WaitsForTheSecond()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        foreach (var body in new[] { "1", "2", "3" }) await SendAsync(queue, body, "g");
        var inFlight = await ReceiveAsync(queue, maximum: 2);

        await Sqs.DeleteMessageAsync(queue, inFlight[0].ReceiptHandle);
        (await ReceiveAsync(queue)).Should().BeEmpty();
        await Sqs.DeleteMessageAsync(queue, inFlight[1].ReceiptHandle);

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("3");
    }

    [ContractFact]
    public async Task Purge_Queue_ForgetsDeduplicationIds()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendAsync(queue, "1", "g");

        await Sqs.PurgeQueueAsync(queue);
        await SendAsync(queue, "1", "g");

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("1");
    }

    [ContractTheory]
    [InlineData("g", null)]
    [InlineData(null, "d")]
    [DiffersOn(Emulator.Moto, "names another code", "AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html", Rows = ["d"])]
    public async Task SendBatch_OneEntrysIdMissing_FailsAsAWhole(string? group, string? deduplication)
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        List<SendMessageBatchRequestEntry> entries =
        [
            new("1", "x") { MessageGroupId = "g", MessageDeduplicationId = "1" },
            new("2", "x") { MessageGroupId = group, MessageDeduplicationId = deduplication },
        ];

        var failure = await Sqs.Awaiting(sqs => sqs.SendMessageBatchAsync(queue, entries)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [ContractFact]
    public async Task Send_SameDeduplicationId_IsTakenOnce()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendAsync(queue, "x", "g");
        await SendAsync(queue, "x", "g");

        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "forgets the id with the message", "AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-key-terms.html")]
    public async Task Send_SameDeduplicationIdAfterTheMessageWasDeleted_IsNotTaken()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendAsync(queue, "x", "g");
        await Sqs.DeleteMessageAsync(queue, (await ReceiveAsync(queue)).Single().ReceiptHandle);

        await SendAsync(queue, "x", "g");

        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [ContractFact]
    public async Task Send_ContentBasedDeduplication_ComparesBodiesAlone()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"), ("ContentBasedDeduplication", "true"));
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageGroupId = "g" });
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageGroupId = "g", MessageAttributes = new() { ["a"] = Text("1") } });
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "y", MessageGroupId = "g" });
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageGroupId = "g", MessageDeduplicationId = "its-own" });

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("x", "y", "x");
    }

    [ContractFact]
    public async Task Send_IdThatAnotherBodyWasGiven_IsNotTaken()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"), ("ContentBasedDeduplication", "true"));
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageGroupId = "g" });

        await Sqs.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = queue,
            MessageBody = "y",
            MessageGroupId = "g",
            MessageDeduplicationId = Convert.ToHexStringLower(SHA256.HashData("x"u8)),
        });

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("x");
    }

    [ContractFact]
    public async Task SendBatch_SeveralGroups_KeepsEachInOrder()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));

        await Sqs.SendMessageBatchAsync(queue,
        [
            .. Enumerable.Range(0, 10).Select(number => new SendMessageBatchRequestEntry($"{number}", $"{number}") { MessageGroupId = $"g{number % 2}", MessageDeduplicationId = $"{number}" }),
        ]);

        var messages = await ReceiveAsync(queue);
        messages.Where(message => message.Attributes["MessageGroupId"] == "g0").Select(message => message.Body).Should().Equal("0", "2", "4", "6", "8");
        messages.Where(message => message.Attributes["MessageGroupId"] == "g1").Select(message => message.Body).Should().Equal("1", "3", "5", "7", "9");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "deduplicates within the queue", "AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html")]
    public async Task Send_DeduplicationWithinGroups_TakesTheIdOfAnotherGroup()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"), ("DeduplicationScope", "messageGroup"), ("FifoThroughputLimit", "perMessageGroupId"));
        await SendAsync(queue, "x", "a");
        await SendAsync(queue, "x", "a");
        await SendAsync(queue, "x", "b");

        (await ReceiveAsync(queue)).Should().HaveCount(2);
    }

    [ContractFact]
    public async Task Send_WithoutGroupOrDeduplication_Fails()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));

        var noGroup = await Sqs.Awaiting(sqs => sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageDeduplicationId = "1" }))
            .Should().ThrowExactlyAsync<AmazonSQSException>();
        var noDeduplication = await Sqs.Awaiting(sqs => sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageGroupId = "g" }))
            .Should().ThrowExactlyAsync<AmazonSQSException>();

        noGroup.Which.ErrorCode.Should().Be("MissingParameter");
        noDeduplication.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    public async Task Send_DelayOfItsOwn_Fails()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));

        var failure = await Sqs.Awaiting(sqs => sqs.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = queue,
            MessageBody = "x",
            MessageGroupId = "g",
            MessageDeduplicationId = "1",
            DelaySeconds = 5,
        })).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    public async Task Receive_ReceivedTooOften_FreesTheGroup()
    {
        var deadLetters = await CreateQueueAsync(("FifoQueue", "true"));
        var queue = await CreateQueueAsync(
            ("FifoQueue", "true"), ("RedrivePolicy", RedrivePolicy(await AttributeAsync(deadLetters, "QueueArn"), maxReceiveCount: 1)));
        await SendAsync(queue, "1", "g");
        await SendAsync(queue, "2", "g");

        (await ReceiveAsync(queue, maximum: 1, visibility: 0)).Single().Body.Should().Be("1");
        (await ReceiveAsync(queue)).Single().Body.Should().Be("2");

        (await ReceiveAsync(deadLetters)).Single().Attributes["MessageGroupId"].Should().Be("g");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "gives up the last message of a group alone", "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html")]
    public async Task Receive_SeveralReceivedTooOften_ReachTheDeadLetterQueueInOrder()
    {
        var deadLetters = await CreateQueueAsync(("FifoQueue", "true"));
        var queue = await CreateQueueAsync(
            ("FifoQueue", "true"), ("RedrivePolicy", RedrivePolicy(await AttributeAsync(deadLetters, "QueueArn"), maxReceiveCount: 1)));
        for (var number = 0; number < 10; number++) await SendAsync(queue, $"{number}", number % 2 == 0 ? "a" : "b");

        (await ReceiveAsync(queue, visibility: 0)).Should().HaveCount(10);
        (await ReceiveAsync(queue)).Should().BeEmpty();

        var dead = await ReceiveAsync(deadLetters);
        dead.Where(message => message.Attributes["MessageGroupId"] == "a").Select(message => message.Body).Should().Equal("0", "2", "4", "6", "8");
        dead.Where(message => message.Attributes["MessageGroupId"] == "b").Select(message => message.Body).Should().Equal("1", "3", "5", "7", "9");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "receives anew", "AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html")]
    public async Task Receive_SameAttemptAgain_ReturnsTheSameMessagesAndHandles()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        foreach (var body in new[] { "1", "2", "3" }) await SendAsync(queue, body, "g");

        var first = await AttemptAsync(queue, "attempt", maximum: 2);
        var second = await AttemptAsync(queue, "attempt", maximum: 2);

        first.Select(message => message.Body).Should().Equal("1", "2");
        second.Select(message => message.ReceiptHandle).Should().Equal(first.Select(message => message.ReceiptHandle));
        second.Select(message => message.Attributes["ApproximateReceiveCount"]).Should().Equal("1", "1");
        (await AttemptAsync(queue, "other")).Should().BeEmpty();
    }

    [ContractFact]
    public async Task Receive_SameAttemptAfterAnEmptyOne_ReturnsWhatCameMeanwhile()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        (await AttemptAsync(queue, "attempt")).Should().BeEmpty();
        await SendAsync(queue, "1", "g");

        (await AttemptAsync(queue, "attempt")).Should().ContainSingle();
    }

    [ContractFact]
    public async Task Receive_SameAttemptAfterAMessageWasDeleted_IsANewReceive()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        foreach (var body in new[] { "1", "2" }) await SendAsync(queue, body, "g");
        var first = await AttemptAsync(queue, "attempt", maximum: 1);
        await Sqs.DeleteMessageAsync(queue, first.Single().ReceiptHandle);

        (await AttemptAsync(queue, "attempt")).Select(message => message.Body).Should().Equal("2");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "ignores the id", "AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html")]
    public async Task Receive_AttemptIdOnAStandardQueue_Fails()
    {
        var queue = await CreateQueueAsync();

        var failure = await this.Awaiting(test => test.AttemptAsync(queue, "attempt")).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    private async Task<List<Message>> AttemptAsync(string queue, string attempt, int maximum = 10) =>
        (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
        {
            QueueUrl = queue,
            MaxNumberOfMessages = maximum,
            ReceiveRequestAttemptId = attempt,
            MessageSystemAttributeNames = ["ApproximateReceiveCount"],
        })).Messages ?? [];

    private Task<SendMessageResponse> SendAsync(string queue, string body, string group) =>
        Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = body, MessageGroupId = group, MessageDeduplicationId = $"id-{body}" });
}

public sealed class InProcessSqsFifoTests() : SqsFifoContract(new InProcessBackend());

public sealed class HttpSqsFifoTests() : SqsFifoContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSqsFifoTests() : SqsFifoContract(new MotoBackend());
