using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>Hands messages to queues, raw or wrapped, and to the subscription's dead-letter queue where a queue cannot take one.</summary>
internal sealed class SnsDelivery(LocalAwsOptions options, SqsState sqs)
{
    private static readonly IReadOnlyDictionary<string, MessageAttribute> _noAttributes = new Dictionary<string, MessageAttribute>();

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Deliver(SnsMessage message, SnsTopic topic, SnsSubscription subscription)
    {
        if (!subscription.Wants(message)) return;
        // SQS takes ten attributes; wrapped, they are part of the body.
        var fits = !subscription.IsRaw || message.Attributes.Count <= SqsLimits.MessageAttributes;
        var content = subscription.IsRaw && fits ? new SqsMessageContent(message.Text, message.Attributes) : new SqsMessageContent(Wrap(message, topic, subscription), _noAttributes);
        if (fits && TryDeliver(subscription.QueueArn, content, message, topic)) return;
        // What not even the dead-letter queue takes is lost, as on AWS.
        if (subscription.Redrive is { } redrive) TryDeliver(redrive.TargetArn, content, message, topic);
    }

    private bool TryDeliver(string queueArn, SqsMessageContent content, SnsMessage message, SnsTopic topic)
    {
        if (sqs.FindByArn(queueArn) is not { } queue) return false;
        // A standard queue behind a FIFO topic gets neither id; behind a standard topic the group makes it a fair queue.
        content = content with
        {
            GroupId = queue.IsFifo || !topic.IsFifo ? message.GroupId : null,
            DeduplicationId = queue.IsFifo ? message.DeduplicationId : null,
            TraceHeader = message.TraceHeader,
        };
        return queue.TrySend(content);
    }

    private string Wrap(SnsMessage message, SnsTopic topic, SnsSubscription subscription)
    {
        using var buffer = new MemoryStream();
        using (var output = new Utf8JsonWriter(buffer, _json))
        {
            output.WriteStartObject();
            output.WriteString("Type", "Notification");
            output.WriteString("MessageId", message.Id);
            if (message.SequenceNumber is { } number) output.WriteString("SequenceNumber", number);
            output.WriteString("TopicArn", topic.Arn);
            if (message.Subject is { } subject) output.WriteString("Subject", subject);
            output.WriteString("Message", message.Text);
            output.WriteString("Timestamp", message.PublishedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            // Messages of FIFO topics are not signed.
            if (!topic.IsFifo) WriteSignature(output, topic);
            output.WriteString("UnsubscribeURL", $"https://sns.{options.Region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={subscription.Arn}");
            if (message.Attributes.Count > 0) WriteAttributes(output, message);
            output.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void WriteSignature(Utf8JsonWriter output, SnsTopic topic)
    {
        output.WriteString("SignatureVersion", topic.Attributes.GetValueOrDefault("SignatureVersion", "1"));
        // Nobody but AWS can sign as AWS.
        output.WriteBase64String("Signature", "LocalAws does not sign."u8);
        output.WriteString("SigningCertURL", $"https://sns.{options.Region}.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem");
    }

    private static void WriteAttributes(Utf8JsonWriter output, SnsMessage message)
    {
        output.WriteStartObject("MessageAttributes");
        foreach (var (name, attribute) in message.Attributes)
        {
            output.WriteStartObject(name);
            output.WriteString("Type", attribute.DataType);
            if (attribute.BinaryValue is { } bytes) output.WriteBase64String("Value", bytes);
            else output.WriteString("Value", attribute.StringValue);
            output.WriteEndObject();
        }

        output.WriteEndObject();
    }
}
