using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.SQS.Model;
using Cdc.Testing.EventSource.Queues;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.EventSource.Queues;

public sealed class MessageReaderTests
{
    private static readonly JsonSerializerOptions _asItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(true, """ "bytes":{"binaryValue":"AQID","stringListValues":[],"binaryListValues":[],"dataType":"Binary"} """)]
    [InlineData(false, """ "text":{"stringValue":"t","stringListValues":[],"binaryListValues":[],"dataType":"String"} """)]
    public async Task Message_WithAttribute_IsTheRecordThatLambdaSends(bool isBinary, string attribute)
    {
        var value = isBinary
            ? new MessageAttributeValue { DataType = "Binary", BinaryValue = new MemoryStream([1, 2, 3]) }
            : new MessageAttributeValue { DataType = "String", StringValue = "t" };
        using var queue = await MappedQueueFixture.CreateAsync(_clock);
        var sent = await queue.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, "hello")
        {
            MessageAttributes = new() { [isBinary ? "bytes" : "text"] = value },
        });

        await using var mapping = queue.Start();
        await queue.Function.InvokedAsync();

        var record = queue.Function.Events[0].Single()!.AsObject();
        var handle = record["receiptHandle"]!.GetValue<string>();
        var sender = record["attributes"]!["SenderId"]!.GetValue<string>();
        handle.Should().NotBeEmpty();
        sender.Should().NotBeEmpty();
        record.ToJsonString(_asItIs).Should().Be(string.Concat(
            $$"""{"messageId":"{{sent.MessageId}}","receiptHandle":"{{handle}}","body":"hello",""",
            $$""" "attributes":{"SenderId":"{{sender}}","SentTimestamp":"1795341600000","ApproximateReceiveCount":"1",""",
            $$$""" "ApproximateFirstReceiveTimestamp":"1795341600000"},"messageAttributes":{{{{attribute}}}},""",
            $$""" "md5OfMessageAttributes":"{{sent.MD5OfMessageAttributes}}","md5OfBody":"5d41402abc4b2a76b9719d911017c592",""",
            """ "eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:000000000000:orders","awsRegion":"us-east-1"}""").Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Message_WithJson_IsEscapedNoMoreThanNeeded()
    {
        var record = MessageReader.Read(new Message { MessageId = "m", ReceiptHandle = "r+/", Body = """{"a":"<é>"}""" }, "arn:aws:sqs:eu-west-1:1:q", default);

        Encoding.UTF8.GetString(record.Json.Span).Should().StartWith("""{"messageId":"m","receiptHandle":"r+/","body":"{\"a\":\"<é>\"}",""");
    }
}
