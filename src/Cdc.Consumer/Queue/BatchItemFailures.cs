using System.Text.Json;

namespace Cdc.Consumer.Queue;

/// <summary>Writes the answer that tells Lambda which messages are to come again.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"/></remarks>
internal static class BatchItemFailures
{
    public static Stream Write(IEnumerable<string> messageIds)
    {
        var answer = new MemoryStream();
        using (var json = new Utf8JsonWriter(answer))
        {
            json.WriteStartObject();
            json.WriteStartArray("batchItemFailures");
            foreach (var messageId in messageIds)
            {
                json.WriteStartObject();
                json.WriteString("itemIdentifier", messageId);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        answer.Position = 0;
        return answer;
    }
}
