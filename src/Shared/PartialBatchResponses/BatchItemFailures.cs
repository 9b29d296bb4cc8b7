using System.Text.Json;

namespace Cdc.PartialBatchResponses;

/// <summary>Writes the answer that tells Lambda what is to come again: the ids of a queue's messages, or a sequence number of a stream.</summary>
/// <remarks>
/// <see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"/>,
/// <see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"/>
/// </remarks>
internal static class BatchItemFailures
{
    public static Stream Write(IEnumerable<string> identifiers)
    {
        var answer = new MemoryStream();
        using (var json = new Utf8JsonWriter(answer))
        {
            json.WriteStartObject();
            json.WriteStartArray("batchItemFailures");
            foreach (var identifier in identifiers)
            {
                json.WriteStartObject();
                json.WriteString("itemIdentifier", identifier);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        answer.Position = 0;
        return answer;
    }
}
