using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Publisher;
using Cdc.Testing;

namespace Cdc.EndToEnd.Tests;

/// <summary>A queue that a topic delivers to, made for one test.</summary>
internal static class Subscription
{
    /// <returns>The queue's URL.</returns>
    public static async Task<string> CreateQueueAsync(
        AmazonSQSClient sqs, SnsClient sns, string topicArn, bool raw, string? filterPolicy)
    {
        // A failed message comes back after a second, so that a test of failures does not wait for half a minute.
        var queue = await sqs.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = $"listener-{Guid.NewGuid():N}",
            Attributes = new() { [QueueAttributeName.VisibilityTimeout] = "1" },
        });
        var attributes = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = queue.QueueUrl, AttributeNames = [QueueAttributeName.QueueArn] });
        var subscription = await sns.SubscribeQueueAsync(
            topicArn, attributes.QueueARN, new Dictionary<string, string> { ["RawMessageDelivery"] = raw ? "true" : "false" });
        if (filterPolicy is not null) await sns.SetSubscriptionAttributesAsync(subscription, "FilterPolicy", filterPolicy);
        return queue.QueueUrl;
    }
}
