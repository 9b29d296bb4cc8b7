using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>What any SQS does with the messages of a standard queue.</summary>
public abstract class SqsContract(AwsBackend backend) : SqsTest(backend)
{
    [ContractFact]
    public async Task Receive_SentMessage_ReturnsBodyAndAttributes()
    {
        var queue = await CreateQueueAsync();

        var sent = await Sqs.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = queue,
            MessageBody = "grüezi \"<&>\" \U0001F600",
            MessageAttributes = new()
            {
                ["type"] = Text("orders.insert"),
                ["n"] = new() { DataType = "Number.int", StringValue = "12" },
                ["b"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 1, 255]) },
            },
            MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" } },
        });
        var message = (await ReceiveAsync(queue)).Should().ContainSingle().Subject;

        message.MessageId.Should().Be(sent.MessageId);
        message.Body.Should().Be("grüezi \"<&>\" \U0001F600");
        message.MessageAttributes["type"].StringValue.Should().Be("orders.insert");
        message.MessageAttributes["n"].DataType.Should().Be("Number.int");
        message.MessageAttributes["b"].BinaryValue.ToArray().Should().Equal(0, 1, 255);
        message.Attributes["AWSTraceHeader"].Should().Be("Root=1-5759e988-bd862e3fe1be46a994272793");
        message.Attributes["ApproximateReceiveCount"].Should().Be("1");
        message.Attributes.Should().ContainKeys("SentTimestamp", "ApproximateFirstReceiveTimestamp", "SenderId");
        message.Attributes.Should().NotContainKeys("MessageGroupId", "SequenceNumber", "DeadLetterQueueSourceArn");
    }

    [ContractFact]
    public async Task Receive_NoNamesAsked_ReturnsNoAttributes()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageAttributes = new() { ["a"] = Text("1") } });

        var message = (await Sqs.ReceiveMessageAsync(queue)).Messages.Single();

        (message.MessageAttributes ?? []).Should().BeEmpty();
        (message.Attributes ?? []).Should().BeEmpty();
    }

    [ContractTheory]
    [InlineData("All", "a.1,a.2,b")]
    [InlineData(".*", "a.1,a.2,b")]
    [InlineData("*", "a.1,a.2,b")]
    [InlineData("a.*", "a.1,a.2")]
    [InlineData("b", "b")]
    [InlineData("c", "")]
    [DiffersOn(Emulator.Moto, "finds none", "AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html", Rows = ["*"])]
    public async Task Receive_NamesAsked_ReturnsThoseThatMatch(string asked, string returned)
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = queue,
            MessageBody = "x",
            MessageAttributes = new() { ["a.1"] = Text("1"), ["a.2"] = Text("2"), ["b"] = Text("3") },
        });

        var message = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, MessageAttributeNames = [asked] })).Messages.Single();

        string.Join(',', (message.MessageAttributes ?? []).Keys.Order(StringComparer.Ordinal)).Should().Be(returned);
    }

    [ContractTheory]
    [InlineData("ApproximateReceiveCount")]
    [InlineData("ApproximateFirstReceiveTimestamp")]
    [InlineData("SentTimestamp")]
    [InlineData("SenderId")]
    [InlineData("AWSTraceHeader")]
    public async Task Receive_SystemAttributeAsked_ReturnsItAlone(string name)
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1" } } });

        var message = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, MessageSystemAttributeNames = [name] })).Messages.Single();

        message.Attributes.Keys.Should().Equal(name);
    }

    [ContractFact]
    public async Task Receive_Delayed_ReturnsWhatIsNot()
    {
        var queue = await CreateQueueAsync(("DelaySeconds", "900"));
        await Sqs.SendMessageAsync(queue, "by the queue");
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "by itself", DelaySeconds = 800 });
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "at once", DelaySeconds = 0 });

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("at once");
    }

    [ContractFact]
    public async Task Receive_AttributeNamesOfOldClients_ReturnsThem()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");

#pragma warning disable CS0618 // Old clients still send it.
        var message = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, AttributeNames = ["ApproximateReceiveCount"] })).Messages.Single();
#pragma warning restore CS0618

        message.Attributes.Should().Equal(new Dictionary<string, string> { ["ApproximateReceiveCount"] = "1" });
    }

    [ContractFact]
    public async Task Receive_ManyMessages_ReturnsAtMostTheMaximumInOrder()
    {
        var queue = await CreateQueueAsync();
        for (var number = 0; number < 5; number++) await Sqs.SendMessageAsync(queue, $"{number}");

        (await ReceiveAsync(queue, maximum: 3)).Select(message => message.Body).Should().Equal("0", "1", "2");
        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("3", "4");
        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [ContractFact]
    public async Task Receive_LongPoll_EndsWhenAMessageIsSent()
    {
        var queue = await CreateQueueAsync();

        var polling = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20 });
        await Sqs.SendMessageAsync(queue, "x");

        (await polling).Messages.Single().Body.Should().Be("x");
    }

    [ContractFact]
    public async Task Delete_LatestHandle_RemovesTheMessage()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var message = (await ReceiveAsync(queue)).Single();

        await Sqs.DeleteMessageAsync(queue, message.ReceiptHandle);
        await Sqs.DeleteMessageAsync(queue, message.ReceiptHandle);

        (await AttributeAsync(queue, "ApproximateNumberOfMessagesNotVisible")).Should().Be("0");
        (await AttributeAsync(queue, "ApproximateNumberOfMessages")).Should().Be("0");
    }

    [ContractFact]
    public async Task Delete_OldHandleOfMessageReceivedAgain_DeletesIt()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var first = (await ReceiveAsync(queue, visibility: 0)).Single();
        var second = (await ReceiveAsync(queue)).Single();
        second.ReceiptHandle.Should().NotBe(first.ReceiptHandle);
        second.Attributes["ApproximateReceiveCount"].Should().Be("2");

        await Sqs.DeleteMessageAsync(queue, first.ReceiptHandle);

        (await AttributeAsync(queue, "ApproximateNumberOfMessagesNotVisible")).Should().Be("0");
    }

    [ContractFact]
    public async Task Delete_ForeignHandle_IsInvalid()
    {
        var queue = await CreateQueueAsync();
        var other = await CreateQueueAsync();
        await Sqs.SendMessageAsync(other, "x");
        var handle = (await ReceiveAsync(other)).Single().ReceiptHandle;

        await Sqs.Awaiting(sqs => sqs.DeleteMessageAsync(queue, handle)).Should().ThrowExactlyAsync<ReceiptHandleIsInvalidException>();
        await Sqs.Awaiting(sqs => sqs.DeleteMessageAsync(queue, "nonsense")).Should().ThrowExactlyAsync<ReceiptHandleIsInvalidException>();
    }

    [ContractFact]
    public async Task ChangeVisibility_Zero_ShowsTheMessageAtOnce()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var message = (await ReceiveAsync(queue)).Single();

        await Sqs.ChangeMessageVisibilityAsync(queue, message.ReceiptHandle, 0);

        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "hides a visible message", "AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html")]
    public async Task ChangeVisibility_MessageVisibleAgain_SucceedsAndHidesNothing()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var message = (await ReceiveAsync(queue, visibility: 0)).Single();

        await Sqs.ChangeMessageVisibilityAsync(queue, message.ReceiptHandle, 5);

        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [ContractFact]
    public async Task ChangeVisibility_OldHandleOfMessageReceivedAgain_ShowsIt()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var first = (await ReceiveAsync(queue, visibility: 0)).Single();
        await ReceiveAsync(queue);

        await Sqs.ChangeMessageVisibilityAsync(queue, first.ReceiptHandle, 0);

        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [ContractFact]
    public async Task ChangeVisibility_MessageDeleted_Fails()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var message = (await ReceiveAsync(queue)).Single();
        await Sqs.DeleteMessageAsync(queue, message.ReceiptHandle);

        var failure = await Sqs.Awaiting(sqs => sqs.ChangeMessageVisibilityAsync(queue, message.ReceiptHandle, 5)).Should().ThrowAsync<AmazonSQSException>();

        // AWS answers the first, and documents the second.
        failure.Which.ErrorCode.Should().BeOneOf("InvalidParameterValue", "ReceiptHandleIsInvalid");
    }

    [ContractFact]
    public async Task Purge_MessagesInAllStates_RemovesThemAll()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "in flight");
        await ReceiveAsync(queue);
        await Sqs.SendMessageAsync(queue, "visible");
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "delayed", DelaySeconds = 900 });
        var before = (await Sqs.GetQueueAttributesAsync(queue, ["All"])).Attributes;

        await Sqs.PurgeQueueAsync(queue);

        var after = (await Sqs.GetQueueAttributesAsync(queue, ["All"])).Attributes;
        string[] counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"];
        counts.Select(name => before[name]).Should().Equal("1", "1", "1");
        counts.Select(name => after[name]).Should().Equal("0", "0", "0");
    }

    [ContractFact]
    public async Task Receive_ReceivedTooOften_GoesToTheDeadLetterQueue()
    {
        var deadLetters = await CreateQueueAsync();
        var queue = await CreateQueueAsync(("RedrivePolicy", RedrivePolicy(await AttributeAsync(deadLetters, "QueueArn"), maxReceiveCount: 2)));
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageAttributes = new() { ["a"] = Text("1") } });

        var first = (await ReceiveAsync(queue, visibility: 0)).Single();
        (await ReceiveAsync(queue, visibility: 0)).Should().ContainSingle();
        (await ReceiveAsync(queue, visibility: 0)).Should().BeEmpty();

        var dead = (await ReceiveAsync(deadLetters)).Single();
        dead.MessageId.Should().Be(first.MessageId);
        dead.Body.Should().Be("x");
        dead.MessageAttributes["a"].StringValue.Should().Be("1");
        dead.Attributes["SentTimestamp"].Should().Be(first.Attributes["SentTimestamp"]);
        (await Sqs.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = deadLetters })).QueueUrls.Should().Equal(queue);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "does not name it", "AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html")]
    public async Task Receive_FromADeadLetterQueue_NamesTheQueueThatGaveUp()
    {
        var deadLetters = await CreateQueueAsync();
        var queue = await CreateQueueAsync(("RedrivePolicy", RedrivePolicy(await AttributeAsync(deadLetters, "QueueArn"), maxReceiveCount: 1)));
        await Sqs.SendMessageAsync(queue, "x");
        await ReceiveAsync(queue, visibility: 0);
        await ReceiveAsync(queue, visibility: 0);

        (await ReceiveAsync(deadLetters)).Single().Attributes["DeadLetterQueueSourceArn"].Should().Be(await AttributeAsync(queue, "QueueArn"));
    }
}

public sealed class InProcessSqsTests() : SqsContract(new InProcessBackend());

public sealed class HttpSqsTests() : SqsContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSqsTests() : SqsContract(new MotoBackend());
