using System.Text.Json;
using Amazon.SQS.Model;

namespace Cdc.Consumer.QueueFunction;

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
        var message = new Message { Attributes = [], MessageAttributes = [] };
        var queue = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("messageId"u8)) message.MessageId = ReadText(ref reader);
            else if (reader.ValueTextEquals("body"u8)) message.Body = ReadText(ref reader);
            else if (reader.ValueTextEquals("eventSourceARN"u8)) queue = ReadText(ref reader) ?? "";
            else if (reader.ValueTextEquals("attributes"u8)) ReadAttributes(ref reader, message.Attributes);
            else if (reader.ValueTextEquals("messageAttributes"u8)) ReadMessageAttributes(ref reader, message.MessageAttributes);
            else reader.Skip();
        }

        // Without it the message cannot be reported, and what cannot be reported would be deleted.
        if (string.IsNullOrEmpty(message.MessageId)) throw new CdcQueueEventException($"Not an SQS event: record {index} has no messageId.");
        return new QueueMessage(message, queue[(queue.LastIndexOf(':') + 1)..]);
    }

    private static void ReadAttributes(ref Utf8JsonReader reader, Dictionary<string, string> attributes)
    {
        if (!EntersObject(ref reader)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (TextOf(ref reader) is { } name && ReadText(ref reader) is { } value) attributes[name] = value;
        }
    }

    private static void ReadMessageAttributes(ref Utf8JsonReader reader, Dictionary<string, MessageAttributeValue> attributes)
    {
        if (!EntersObject(ref reader)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextOf(ref reader);
            var value = new MessageAttributeValue();
            if (!EntersObject(ref reader)) continue;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("stringValue"u8)) value.StringValue = ReadText(ref reader);
                else if (reader.ValueTextEquals("dataType"u8)) value.DataType = ReadText(ref reader);
                else reader.Skip();
            }

            if (name is not null && value is { StringValue: not null, DataType: not null }) attributes[name] = value;
        }
    }

    /// <summary>Reads the start of an object, or passes over what is none.</summary>
    private static bool EntersObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject) return true;
        reader.Skip();
        return false;
    }

    /// <returns>Null where the value is no text, or none that is valid Unicode.</returns>
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return TextOf(ref reader);
        reader.Skip();
        return null;
    }

    /// <returns>Null where the text is no valid Unicode.</returns>
    private static string? TextOf(ref Utf8JsonReader reader)
    {
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
