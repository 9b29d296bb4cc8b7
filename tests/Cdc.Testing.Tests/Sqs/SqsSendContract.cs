using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>What any SQS refuses to take, and what its batches answer.</summary>
public abstract class SqsSendContract(AwsBackend backend) : SqsTest(backend)
{
    [ContractTheory]
    [InlineData(1_048_576, true)]
    [InlineData(1_048_577, false)]
    [DiffersOn(Emulator.Moto, "does not count attributes", "AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html", Rows = [1_048_577])]
    public async Task Send_Size_IsLimited(int bytes, bool fits)
    {
        var queue = await CreateQueueAsync();
        // name (1) + type (6) + value (2) count too
        var request = new SendMessageRequest { QueueUrl = queue, MessageBody = new string('x', bytes - 9), MessageAttributes = new() { ["a"] = Text("é") } };

        var sending = Sqs.Awaiting(sqs => sqs.SendMessageAsync(request));

        if (fits) await sending.Should().NotThrowAsync();
        else (await sending.Should().ThrowExactlyAsync<AmazonSQSException>()).Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", "AWSSimpleQueueService/latest/APIReference/API_SendMessage.html")]
    public async Task Send_ControlCharacter_Fails()
    {
        var queue = await CreateQueueAsync();

        await Sqs.Awaiting(sqs => sqs.SendMessageAsync(queue, "a\u0001b")).Should().ThrowExactlyAsync<InvalidMessageContentsException>();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes an empty body", "AWSSimpleQueueService/latest/APIReference/API_SendMessage.html")]
    public async Task Send_Empty_Fails()
    {
        var queue = await CreateQueueAsync();

        var failure = await Sqs.Awaiting(sqs => sqs.SendMessageAsync(queue, "")).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("MissingParameter");
    }

    [ContractTheory]
    [InlineData("a", "Strange", "v")]
    [InlineData("a", "String.", "v")]
    [InlineData("a", "String", "\b")]
    [InlineData("a§b", "String", "v")]
    [InlineData("a", "String", "")]
    [InlineData("a", "Number", "twelve")]
    [InlineData("a b", "String", "v")]
    [InlineData("AWS.a", "String", "v")]
    [InlineData("a..b", "String", "v")]
    [DiffersOn(Emulator.Moto, "takes it", "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html", Rows = ["twelve", "AWS.a", "a..b", "String.", "\b"])]
    [DiffersOn(Emulator.Moto, "answers an error without a code", "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html", Rows = [""])]
    public async Task Send_InvalidAttribute_Fails(string name, string type, string value)
    {
        var queue = await CreateQueueAsync();
        var request = new SendMessageRequest
        {
            QueueUrl = queue,
            MessageBody = "x",
            MessageAttributes = new() { [name] = new() { DataType = type, StringValue = value } },
        };

        var failure = await Sqs.Awaiting(sqs => sqs.SendMessageAsync(request)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "refuses it", "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html")]
    public async Task Send_AttributeNamedInOtherLetters_ComesBack()
    {
        var queue = await CreateQueueAsync();

        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageAttributes = new() { ["attr.1øßä"] = Text("v") } });

        (await ReceiveAsync(queue)).Single().MessageAttributes["attr.1øßä"].StringValue.Should().Be("v");
    }

    [ContractTheory]
    [InlineData(false)]
    [InlineData(true)]
    [DiffersOn(Emulator.Moto, "leaves it out", "AWSSimpleQueueService/latest/APIReference/API_MessageSystemAttributeValue.html")]
    public async Task Send_InATrace_IsReceivedInIt(bool isBatch)
    {
        const string Trace = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
        var queue = await CreateQueueAsync();
        Sqs.BeforeRequestEvent += (_, arguments) => ((WebServiceRequestEventArgs)arguments).Headers["X-Amzn-Trace-Id"] = Trace;

        if (isBatch) await Sqs.SendMessageBatchAsync(queue, [new("1", "x")]);
        else await Sqs.SendMessageAsync(queue, "x");

        (await ReceiveAsync(queue)).Single().Attributes["AWSTraceHeader"].Should().Be(Trace);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes them", "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html")]
    public async Task Send_ElevenAttributes_Fails()
    {
        var queue = await CreateQueueAsync();
        var request = new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageAttributes = Enumerable.Range(1, 11).ToDictionary(number => $"a{number}", _ => Text("v")) };

        var failure = await Sqs.Awaiting(sqs => sqs.SendMessageAsync(request)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    public async Task SendBatch_SomeEntriesInvalid_TakesTheOthers()
    {
        var queue = await CreateQueueAsync();

        var answer = await Sqs.SendMessageBatchAsync(queue,
        [
            new("a", "1") { MessageAttributes = new() { ["n"] = Text("v") } },
            new("b", "2") { DelaySeconds = 901 },
            new("c", "3"),
        ]);

        answer.Successful.Select(entry => entry.Id).Should().Equal("a", "c");
        answer.Failed.Select(entry => (entry.Id, entry.Code, entry.SenderFault)).Should().Equal(("b", "InvalidParameterValue", true));
        (await ReceiveAsync(queue)).Select(message => message.MessageId).Should().Equal(answer.Successful.Select(entry => entry.MessageId));
    }

    [ContractFact]
    public async Task SendBatch_TooManyBytesTogether_FailsAsAWhole()
    {
        var queue = await CreateQueueAsync();
        var half = new string('x', 524_288);

        (await Sqs.SendMessageBatchAsync(queue, [new("a", half), new("b", half)])).Successful.Should().HaveCount(2);
        await Sqs.Awaiting(sqs => sqs.SendMessageBatchAsync(queue, [new("a", half), new("b", half + "x")])).Should().ThrowExactlyAsync<BatchRequestTooLongException>();

        (await AttributeAsync(queue, "ApproximateNumberOfMessages")).Should().Be("2");
    }

    [ContractTheory]
    [InlineData("SendMessageBatch", "", "EmptyBatchRequest")]
    [InlineData("DeleteMessageBatch", "", "EmptyBatchRequest")]
    [InlineData("ChangeMessageVisibilityBatch", "", "EmptyBatchRequest")]
    [InlineData("SendMessageBatch", "0,1,2,3,4,5,6,7,8,9,10", "TooManyEntriesInBatchRequest")]
    [InlineData("DeleteMessageBatch", "d0,d1,d2,d3,d4,d5,d6,d7,d8,d9,d10", "TooManyEntriesInBatchRequest")]
    [InlineData("ChangeMessageVisibilityBatch", "0,1,2,3,4,5,6,7,8,9,10", "TooManyEntriesInBatchRequest")]
    [InlineData("SendMessageBatch", "a,a", "BatchEntryIdsNotDistinct")]
    [InlineData("DeleteMessageBatch", "a,a", "BatchEntryIdsNotDistinct")]
    [InlineData("ChangeMessageVisibilityBatch", "a,a", "BatchEntryIdsNotDistinct")]
    [InlineData("SendMessageBatch", "a b", "InvalidBatchEntryId")]
    [InlineData("DeleteMessageBatch", "a:b", "InvalidBatchEntryId")]
    [InlineData("ChangeMessageVisibilityBatch", "a b", "InvalidBatchEntryId")]
    [DiffersOn(Emulator.Moto, "does not look at these ids", "AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html", Rows = ["ChangeMessageVisibilityBatch"])]
    [DiffersOn(Emulator.Moto, "takes them", "AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html", Rows = ["a:b", "d0,d1,d2,d3,d4,d5,d6,d7,d8,d9,d10"])]
    public async Task Batch_InvalidIds_FailsAsAWhole(string operation, string list, string code)
    {
        var queue = await CreateQueueAsync();
        var ids = list.Split(',', StringSplitOptions.RemoveEmptyEntries);
        Func<Task> send = operation switch
        {
            "SendMessageBatch" => () => Sqs.SendMessageBatchAsync(queue, [.. ids.Select(id => new SendMessageBatchRequestEntry(id, "x"))]),
            "DeleteMessageBatch" => () => Sqs.DeleteMessageBatchAsync(queue, [.. ids.Select(id => new DeleteMessageBatchRequestEntry(id, $"handle of {id}"))]),
            _ => () => Sqs.ChangeMessageVisibilityBatchAsync(queue, [.. ids.Select(id => new ChangeMessageVisibilityBatchRequestEntry(id, "x") { VisibilityTimeout = 1 })]),
        };

        var failure = await send.Should().ThrowAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be($"AWS.SimpleQueueService.{code}");
        (await AttributeAsync(queue, "ApproximateNumberOfMessages")).Should().Be("0");
    }

    [ContractFact]
    public async Task DeleteBatch_SomeHandlesInvalid_DeletesTheOthers()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var message = (await ReceiveAsync(queue)).Single();

        var answer = await Sqs.DeleteMessageBatchAsync(queue, [new("a", message.ReceiptHandle), new("b", "nonsense")]);

        answer.Successful.Select(entry => entry.Id).Should().Equal("a");
        answer.Failed.Select(entry => (entry.Id, entry.Code, entry.SenderFault)).Should().Equal(("b", "ReceiptHandleIsInvalid", true));
        (await AttributeAsync(queue, "ApproximateNumberOfMessagesNotVisible")).Should().Be("0");
    }

    [ContractFact]
    public async Task ChangeVisibilityBatch_SomeInvalid_ChangesTheOthers()
    {
        var queue = await CreateQueueAsync();
        for (var number = 0; number < 2; number++) await Sqs.SendMessageAsync(queue, $"{number}");
        var messages = await ReceiveAsync(queue);

        var answer = await Sqs.ChangeMessageVisibilityBatchAsync(queue,
        [
            new("a", messages[0].ReceiptHandle) { VisibilityTimeout = 0 },
            new("b", messages[1].ReceiptHandle) { VisibilityTimeout = 43_201 },
        ]);

        answer.Successful.Select(entry => entry.Id).Should().Equal("a");
        answer.Failed.Select(entry => (entry.Id, entry.Code, entry.SenderFault)).Should().Equal(("b", "InvalidParameterValue", true));
        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("0");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "hides a visible message", "AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html")]
    public async Task ChangeVisibilityBatch_MessageVisibleAgain_SucceedsAndHidesNothing()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var message = (await ReceiveAsync(queue, visibility: 0)).Single();

        var answer = await Sqs.ChangeMessageVisibilityBatchAsync(queue, [new("a", message.ReceiptHandle) { VisibilityTimeout = 10 }]);

        answer.Successful.Select(entry => entry.Id).Should().Equal("a");
        (await ReceiveAsync(queue)).Should().ContainSingle();
    }
}

public sealed class InProcessSqsSendTests() : SqsSendContract(new InProcessBackend());

public sealed class HttpSqsSendTests() : SqsSendContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSqsSendTests() : SqsSendContract(new MotoBackend());
