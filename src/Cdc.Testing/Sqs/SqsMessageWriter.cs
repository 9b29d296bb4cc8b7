using System.Globalization;
using System.Text.Json;

namespace Cdc.Testing.Sqs;

/// <summary>Writes what was sent and received, with as many attributes as the request asks for.</summary>
internal sealed class SqsMessageWriter
{
    private static readonly string[] _systemAttributes =
    [
        "All", "AWSTraceHeader", "ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount", "DeadLetterQueueSourceArn",
        "MessageDeduplicationId", "MessageGroupId", "SenderId", "SentTimestamp", "SequenceNumber",
    ];

    private readonly IReadOnlyList<string> _attributes;
    private readonly HashSet<string> _system;
    private readonly string _senderId;

    public SqsMessageWriter(SqsInput request, string senderId)
    {
        _senderId = senderId;
        _attributes = request.Texts("MessageAttributeNames");
        // AttributeNames is what MessageSystemAttributeNames was called before.
        _system = [.. request.Texts("MessageSystemAttributeNames"), .. request.Texts("AttributeNames")];
        if (_system.FirstOrDefault(name => !_systemAttributes.Contains(name)) is { } unknown) throw SqsErrors.InvalidAttributeName(unknown);
    }

    public static void WriteSent(Utf8JsonWriter output, SqsMessageContent content, SqsSent sent)
    {
        output.WriteString("MessageId", sent.Id);
        output.WriteString("MD5OfMessageBody", MessageAttributesMd5.OfBody(content.Body));
        if (MessageAttributesMd5.Of(content.Attributes) is { } digest) output.WriteString("MD5OfMessageAttributes", digest);
        if (content.TraceHeader is { } header)
            output.WriteString("MD5OfMessageSystemAttributes", MessageAttributesMd5.Of([new("AWSTraceHeader", new("String", header, null))]));
        if (sent.SequenceNumber is { } number) output.WriteString("SequenceNumber", number);
    }

    public void Write(Utf8JsonWriter output, SqsReceived message)
    {
        output.WriteStartObject();
        output.WriteString("MessageId", message.Content.Id);
        output.WriteString("ReceiptHandle", message.ReceiptHandle);
        output.WriteString("MD5OfBody", MessageAttributesMd5.OfBody(message.Content.Body));
        output.WriteString("Body", message.Content.Body);
        if (_system.Count > 0) WriteSystemAttributes(output, message);
        if (_attributes.Count > 0) WriteAttributes(output, message.Content);
        output.WriteEndObject();
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private void WriteSystemAttributes(Utf8JsonWriter output, SqsReceived message)
    {
        output.WriteStartObject("Attributes");
        Write("SenderId", _senderId);
        Write("SentTimestamp", Milliseconds(message.Content.SentAt));
        Write("ApproximateReceiveCount", message.ReceiveCount.ToString(CultureInfo.InvariantCulture));
        Write("ApproximateFirstReceiveTimestamp", Milliseconds(message.FirstReceivedAt));
        Write("AWSTraceHeader", message.Content.TraceHeader);
        Write("DeadLetterQueueSourceArn", message.Content.DeadLetterSourceArn);
        Write("MessageDeduplicationId", message.Content.DeduplicationId);
        Write("MessageGroupId", message.Content.GroupId);
        Write("SequenceNumber", message.Content.SequenceNumber);
        output.WriteEndObject();

        void Write(string name, string? value)
        {
            if (value is not null && (_system.Contains("All") || _system.Contains(name))) output.WriteString(name, value);
        }
    }

    private void WriteAttributes(Utf8JsonWriter output, SqsMessageContent content)
    {
        var wanted = content.Attributes.Where(attribute => IsWanted(attribute.Key)).ToList();
        if (wanted.Count == 0) return;
        output.WriteString("MD5OfMessageAttributes", MessageAttributesMd5.Of(wanted));
        output.WriteStartObject("MessageAttributes");
        foreach (var (name, attribute) in wanted)
        {
            output.WriteStartObject(name);
            output.WriteString("DataType", attribute.DataType);
            if (attribute.BinaryValue is { } bytes) output.WriteBase64String("BinaryValue", bytes);
            else output.WriteString("StringValue", attribute.StringValue);
            output.WriteEndObject();
        }

        output.WriteEndObject();
    }

    private bool IsWanted(string name) =>
        _attributes.Any(pattern => pattern is "All" or "*" || pattern == name
            || (pattern.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(pattern[..^2], StringComparison.Ordinal)));
}
