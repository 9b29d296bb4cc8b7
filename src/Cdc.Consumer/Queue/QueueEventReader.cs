using System.Buffers.Text;
using System.Text.Json;

namespace Cdc.Consumer.Queue;

/// <summary>Reads the event that Lambda makes of SQS messages.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"/></remarks>
internal static class QueueEventReader
{
    /// <summary>Reads all messages, in the order of the event.</summary>
    /// <exception cref="CdcQueueEventException">This is no SQS event.</exception>
    public static List<QueueMessage> Read(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8Json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new CdcQueueEventException("Not an SQS event: the text is not a JSON object.");
            var messages = ReadRoot(ref reader);
            reader.Read();
            return messages;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The parser's own message may quote the text, so it goes no further.
            throw new CdcQueueEventException("Not an SQS event: the text is not JSON.");
        }
    }

    private static List<QueueMessage> ReadRoot(ref Utf8JsonReader reader)
    {
        List<QueueMessage>? messages = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRecords = reader.ValueTextEquals("Records"u8);
            reader.Read();
            if (isRecords && reader.TokenType == JsonTokenType.StartArray) ReadRecords(ref reader, messages ??= []);
            else reader.Skip();
        }

        return messages ?? throw new CdcQueueEventException("Not an SQS event: there is no array of Records.");
    }

    // Where Records stand there twice, what is not read is deleted unhandled.
    private static void ReadRecords(ref Utf8JsonReader reader, List<QueueMessage> messages)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw new CdcQueueEventException($"Not an SQS event: record {messages.Count} is not a JSON object.");
            messages.Add(ReadRecord(ref reader, messages.Count));
        }
    }

    private static QueueMessage ReadRecord(ref Utf8JsonReader reader, int index)
    {
        string? id = null, body = null, group = null;
        var (isFifo, count) = (false, 1);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("messageId"u8)) id = ReadText(ref reader);
            else if (reader.ValueTextEquals("body"u8)) body = ReadText(ref reader);
            else if (reader.ValueTextEquals("eventSourceARN"u8)) isFifo = ReadText(ref reader)?.EndsWith(".fifo", StringComparison.Ordinal) == true;
            else if (reader.ValueTextEquals("attributes"u8)) ReadAttributes(ref reader, ref group, ref count);
            else reader.Skip();
        }

        // Without it the message cannot be reported, and what cannot be reported would be deleted.
        if (string.IsNullOrEmpty(id)) throw new CdcQueueEventException($"Not an SQS event: record {index} has no messageId.");
        return new QueueMessage(id, body, isFifo ? group ?? "" : null, count);
    }

    private static void ReadAttributes(ref Utf8JsonReader reader, ref string? group, ref int count)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("MessageGroupId"u8))
            {
                group = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("ApproximateReceiveCount"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && Utf8Parser.TryParse(reader.ValueSpan, out int number, out var length) && length == reader.ValueSpan.Length)
                    count = number;
                else reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <returns>Null where the value is no text, or none that is valid Unicode.</returns>
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
