using Amazon.SQS;

namespace Cdc.Tests.Queues;

/// <summary>How many messages a queue has.</summary>
internal static class QueueCounts
{
    public static async Task<(int Waiting, int InFlight)> CountAsync(this IAmazonSQS sqs, string queueUrl)
    {
        var counts = await sqs.GetQueueAttributesAsync(queueUrl, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return (counts.ApproximateNumberOfMessages, counts.ApproximateNumberOfMessagesNotVisible);
    }

    /// <summary>Those that wait and those in flight.</summary>
    public static async Task<int> CountAllAsync(this IAmazonSQS sqs, string queueUrl)
    {
        var (waiting, inFlight) = await sqs.CountAsync(queueUrl);
        return waiting + inFlight;
    }

    public static Task UntilEmptyAsync(this IAmazonSQS sqs, string queueUrl) => HangGuard.UntilAsync(async () => await sqs.CountAllAsync(queueUrl) == 0);
}
