using System.Net;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>How any SQS brings messages back from a dead-letter queue.</summary>
public abstract class SqsMoveContract(AwsBackend backend) : SqsTest(backend)
{
    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no such operation", "AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html")]
    public async Task StartMove_NoDestination_BringsEachMessageBackWhereItCameFrom()
    {
        var (deadLetters, arn) = await CreateDeadLetterQueueAsync();
        var first = await GiveUpAsync(arn, "1");
        var second = await GiveUpAsync(arn, "2");

        var started = await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn });

        started.TaskHandle.Should().NotBeEmpty();
        (await PollAsync(first)).Body.Should().Be("1");
        (await PollAsync(second)).Body.Should().Be("2");
        (await ReceiveAsync(deadLetters)).Should().BeEmpty();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no such operation", "AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html")]
    public async Task StartMove_Destination_BringsThemThereAsNewMessages()
    {
        var (_, arn) = await CreateDeadLetterQueueAsync();
        var source = await GiveUpAsync(arn, "x", attribute: "kept");
        var destination = await CreateQueueAsync();

        await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn, DestinationArn = await AttributeAsync(destination, "QueueArn") });

        var message = await PollAsync(destination);
        message.Body.Should().Be("x");
        message.MessageAttributes["a"].StringValue.Should().Be("kept");
        message.Attributes["ApproximateReceiveCount"].Should().Be("1");
        message.Attributes.Should().NotContainKey("DeadLetterQueueSourceArn");
        (await ReceiveAsync(source)).Should().BeEmpty();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no such operation", "AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html")]
    public async Task StartMove_FifoQueue_KeepsTheOrderOfAGroup()
    {
        var (_, arn) = await CreateDeadLetterQueueAsync(("FifoQueue", "true"));
        var queue = await CreateQueueAsync(("FifoQueue", "true"), ("RedrivePolicy", RedrivePolicy(arn, maxReceiveCount: 1)));
        for (var number = 0; number < 3; number++)
            await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = $"{number}", MessageGroupId = "g", MessageDeduplicationId = $"{number}" });
        await ReceiveAsync(queue, visibility: 0);
        (await ReceiveAsync(queue)).Should().BeEmpty();

        await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn });

        List<string> bodies = [];
        while (bodies.Count < 3)
        {
            var message = await PollAsync(queue);
            bodies.Add(message.Body);
            await Sqs.DeleteMessageAsync(queue, message.ReceiptHandle);
        }

        bodies.Should().Equal("0", "1", "2");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no such operation", "AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html")]
    public async Task ListMoves_AfterMoves_TellsHowTheyWent()
    {
        var (deadLetters, arn) = await CreateDeadLetterQueueAsync();
        var queue = await GiveUpAsync(arn, "1");
        await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn, MaxNumberOfMessagesPerSecond = 500 });
        await PollAsync(queue);
        await Sqs.SendMessageAsync(deadLetters, "sent here, so that nobody knows where it belongs");
        await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn });

        var moves = (await Sqs.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = arn, MaxResults = 10 })).Results;

        moves.Select(move => (move.Status, move.ApproximateNumberOfMessagesMoved, (string?)move.FailureReason)).Should().Equal(
            ("FAILED", 0, "CouldNotDetermineMessageSource"), ("COMPLETED", 1, null));
        moves[1].MaxNumberOfMessagesPerSecond.Should().Be(500);
        (await Sqs.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = arn })).Results.Should().ContainSingle();
        (await ReceiveAsync(deadLetters)).Should().ContainSingle();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no such operation", "AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html")]
    public async Task Moves_OfWhatIsNotThere_Fail()
    {
        var (_, arn) = await CreateDeadLetterQueueAsync();
        await CreateQueueAsync(("RedrivePolicy", RedrivePolicy(arn, maxReceiveCount: 1)));
        var ordinary = await AttributeAsync(await CreateQueueAsync(), "QueueArn");

        await Sqs.Awaiting(sqs => sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn + "x" })).Should().ThrowExactlyAsync<ResourceNotFoundException>();
        await Sqs.Awaiting(sqs => sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn, DestinationArn = ordinary + "x" })).Should().ThrowExactlyAsync<ResourceNotFoundException>();
        await Sqs.Awaiting(sqs => sqs.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = arn + "x" })).Should().ThrowExactlyAsync<ResourceNotFoundException>();
        await Sqs.Awaiting(sqs => sqs.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = $"{Guid.NewGuid()}" })).Should().ThrowExactlyAsync<ResourceNotFoundException>();
        (await Sqs.Awaiting(sqs => sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = ordinary })).Should().ThrowExactlyAsync<AmazonSQSException>())
            .Which.ErrorCode.Should().Be("InvalidParameterValue");
        (await Sqs.Awaiting(sqs => sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn, MaxNumberOfMessagesPerSecond = 501 })).Should().ThrowExactlyAsync<AmazonSQSException>())
            .Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no such operation", "AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html")]
    public async Task CancelMove_MalformedHandle_IsInvalid()
    {
        var failure = await Sqs.Awaiting(sqs => sqs.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = "foobar" }))
            .Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
        failure.Which.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private async Task<(string Url, string Arn)> CreateDeadLetterQueueAsync(params (string Name, string Value)[] attributes)
    {
        var url = await CreateQueueAsync(attributes);
        return (url, await AttributeAsync(url, "QueueArn"));
    }

    /// <summary>A queue of its own whose one message is in the dead-letter queue.</summary>
    private async Task<string> GiveUpAsync(string deadLetterArn, string body, string attribute = "v")
    {
        var queue = await CreateQueueAsync(("RedrivePolicy", RedrivePolicy(deadLetterArn, maxReceiveCount: 1)));
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = body, MessageAttributes = new() { ["a"] = Text(attribute) } });
        (await ReceiveAsync(queue, visibility: 0)).Should().ContainSingle();
        (await ReceiveAsync(queue)).Should().BeEmpty();
        return queue;
    }

    private async Task<Message> PollAsync(string queue) => (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
    {
        QueueUrl = queue,
        WaitTimeSeconds = 20,
        MessageAttributeNames = ["All"],
        MessageSystemAttributeNames = ["All"],
    })).Messages.Single();
}

public sealed class InProcessSqsMoveTests() : SqsMoveContract(new InProcessBackend());

public sealed class HttpSqsMoveTests() : SqsMoveContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSqsMoveTests() : SqsMoveContract(new MotoBackend());
