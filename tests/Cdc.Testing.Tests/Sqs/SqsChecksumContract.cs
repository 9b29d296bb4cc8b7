using Amazon.SQS.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>The digests that any SQS answers with; SDK clients compare them with their own, but do not miss one.</summary>
public abstract class SqsChecksumContract(AwsBackend backend) : SqsTest(backend)
{
    // md5 of the UTF-8 of the body, and of attributes laid out as AWS describes: name, type, kind and value, with their lengths.
    private const string OfBody = "690a55f27503a8b96004f1cc8b716530";
    private const string OfAttribute = "c4165ff38d6f49dc65bdda0cf099bde4";
    private const string OfTraceHeader = "62a56dd927315f2b2e12832b84617ea5";

    [ContractFact]
    public async Task Send_Message_AnswersItsDigests()
    {
        var queue = await CreateQueueAsync();

        var sent = await Sqs.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = queue,
            MessageBody = "grüezi",
            MessageAttributes = new() { ["a"] = Text("é") },
        });
        var plain = await Sqs.SendMessageAsync(queue, "grüezi");

        sent.MD5OfMessageBody.Should().Be(OfBody);
        sent.MD5OfMessageAttributes.Should().Be(OfAttribute);
        plain.MD5OfMessageBody.Should().Be(OfBody);
        plain.MD5OfMessageAttributes.Should().BeNull();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "answers none", "AWSSimpleQueueService/latest/APIReference/API_SendMessage.html")]
    public async Task Send_SystemAttributes_AnswersTheirDigest()
    {
        var queue = await CreateQueueAsync();

        var sent = await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", MessageSystemAttributes = TraceHeader() });
        var batch = await Sqs.SendMessageBatchAsync(queue, [new("1", "x") { MessageSystemAttributes = TraceHeader() }]);

        sent.MD5OfMessageSystemAttributes.Should().Be(OfTraceHeader);
        batch.Successful.Single().MD5OfMessageSystemAttributes.Should().Be(OfTraceHeader);
    }

    [ContractFact]
    public async Task SendBatch_Messages_AnswersTheDigestsOfEach()
    {
        var queue = await CreateQueueAsync();

        var sent = (await Sqs.SendMessageBatchAsync(queue,
        [
            new("1", "grüezi") { MessageAttributes = new() { ["a"] = Text("é") } },
            new("2", "grüezi"),
        ])).Successful;

        sent.Select(entry => entry.MD5OfMessageBody).Should().Equal(OfBody, OfBody);
        sent[0].MD5OfMessageAttributes.Should().Be(OfAttribute);
        sent[1].MD5OfMessageAttributes.Should().BeNull();
    }

    [ContractFact]
    public async Task Receive_SomeAttributes_AnswersTheDigestOfThose()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "grüezi", MessageAttributes = new() { ["a"] = Text("é"), ["b"] = Text("1") } });

        var message = (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, MessageAttributeNames = ["a"] })).Messages.Single();

        message.MD5OfBody.Should().Be(OfBody);
        message.MD5OfMessageAttributes.Should().Be(OfAttribute);
    }

    private static Dictionary<string, MessageSystemAttributeValue> TraceHeader() =>
        new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" } };
}

public sealed class InProcessSqsChecksumTests() : SqsChecksumContract(new InProcessBackend());

public sealed class HttpSqsChecksumTests() : SqsChecksumContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSqsChecksumTests() : SqsChecksumContract(new MotoBackend());
