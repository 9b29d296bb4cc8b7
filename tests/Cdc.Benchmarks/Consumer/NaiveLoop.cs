using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Consumer;

/// <summary>The loop that teams write first: receive ten, deserialize, handle one after the other, delete one by one.</summary>
internal static class NaiveLoop
{
    public static async Task<double> RateAsync(IAmazonSQS sqs, Backlog backlog)
    {
        var handled = new HandledCount();
        var request = new ReceiveMessageRequest { QueueUrl = StandInSqs.QueueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 20 };
        var start = Clocks.Wall();
        while (backlog.Deleted < backlog.Count)
        {
            var response = await sqs.ReceiveMessageAsync(request);
            foreach (var message in response.Messages ?? [])
            {
                var change = JsonSerializer.Deserialize<Change>(message.Body) ?? throw new InvalidOperationException("A message is null.");
                if (change.Data.OrderId.Length > 0) handled.Add();
                await sqs.DeleteMessageAsync(StandInSqs.QueueUrl, message.ReceiptHandle);
            }
        }

        return handled.Value / (Clocks.Wall() - start).TotalSeconds;
    }

    private sealed record Change(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("source")] string Source,
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("time")] DateTimeOffset Time,
        [property: JsonPropertyName("operation")] string Operation,
        [property: JsonPropertyName("sequence")] string Sequence,
        [property: JsonPropertyName("data")] Order Data);

    private sealed record Order([property: JsonPropertyName("orderId")] string OrderId);
}
