using System.Text;
using System.Text.Json;

namespace Cdc.Consumer.Tests.QueueFunction;

/// <summary>Makes events as Lambda does, and reads its answers.</summary>
internal static class SqsEvents
{
    public const string Standard = "arn:aws:sqs:us-east-1:000000000000:orders";
    public const string Fifo = Standard + ".fifo";

    public static Stream Of(params string[] records) => new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Records":[{{string.Join(',', records)}}]}"""));

    public static string Record(string messageId, string body, string? group = null, string arn = Standard) => $$$"""
        {"messageId":"{{{messageId}}}","receiptHandle":"r","body":{{{JsonSerializer.Serialize(body)}}},
         "attributes":{"ApproximateReceiveCount":"3","SentTimestamp":"1545082649183"{{{(group is null ? "" : $",\"MessageGroupId\":\"{group}\"")}}}},
         "messageAttributes":{"type":{"stringValue":"orders.modify","stringListValues":[],"dataType":"String"}},
         "md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs","eventSourceARN":"{{{arn}}}","awsRegion":"us-east-1"}
        """;

    public static async Task<string[]> FailuresAsync(Stream answer)
    {
        using var document = await JsonDocument.ParseAsync(answer);
        document.RootElement.EnumerateObject().Should().ContainSingle();
        return [.. document.RootElement.GetProperty("batchItemFailures").EnumerateArray().Select(failure => failure.GetProperty("itemIdentifier").GetString()!)];
    }
}
