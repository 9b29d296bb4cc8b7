using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.SQS.Model;

namespace Cdc.Testing.EventSource.Queues;

/// <summary>Turns a message as SQS answers it into a record as Lambda hands it on.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"/></remarks>
internal static class MessageReader
{
    /// <summary>Escapes no more than JSON requires, so that an event has the bytes that it has on Lambda.</summary>
    private static readonly JsonWriterOptions _writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static QueueEventRecord Read(Message message, string queueArn, TimeSpan receivedAt) => new()
    {
        Id = message.MessageId,
        Json = Write(message, queueArn),
        ReceiptHandle = message.ReceiptHandle,
        Body = message.Body,
        ReceivedAt = receivedAt,
    };

    private static ReadOnlyMemory<byte> Write(Message message, string queueArn)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Body.Length + 1024);
        using (var output = new Utf8JsonWriter(buffer, _writing))
        {
            output.WriteStartObject();
            output.WriteString("messageId", message.MessageId);
            output.WriteString("receiptHandle", message.ReceiptHandle);
            output.WriteString("body", message.Body);
            WriteSystemAttributes(output, message.Attributes ?? []);
            WriteAttributes(output, message.MessageAttributes ?? []);
            if (message.MD5OfMessageAttributes is { } digest) output.WriteString("md5OfMessageAttributes", digest);
            output.WriteString("md5OfBody", message.MD5OfBody);
            output.WriteString("eventSource", "aws:sqs");
            output.WriteString("eventSourceARN", queueArn);
            output.WriteString("awsRegion", queueArn.Split(':') is [_, _, _, var region, ..] ? region : "");
            output.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteSystemAttributes(Utf8JsonWriter output, Dictionary<string, string> attributes)
    {
        output.WriteStartObject("attributes");
        foreach (var (name, value) in attributes) output.WriteString(name, value);
        output.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter output, Dictionary<string, MessageAttributeValue> attributes)
    {
        output.WriteStartObject("messageAttributes");
        foreach (var (name, attribute) in attributes)
        {
            output.WriteStartObject(name);
            if (attribute.BinaryValue is { } bytes) output.WriteBase64String("binaryValue", bytes.ToArray());
            else output.WriteString("stringValue", attribute.StringValue);
            // SQS has no list values, but Lambda writes the lists.
            output.WriteStartArray("stringListValues");
            output.WriteEndArray();
            output.WriteStartArray("binaryListValues");
            output.WriteEndArray();
            output.WriteString("dataType", attribute.DataType);
            output.WriteEndObject();
        }

        output.WriteEndObject();
    }
}
