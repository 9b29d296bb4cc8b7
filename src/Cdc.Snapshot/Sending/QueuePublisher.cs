using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Publisher;

namespace Cdc.Snapshot.Sending;

/// <summary>Sends to a queue what would go to a topic: its subscriber's raw deliveries look the same.</summary>
internal sealed class QueuePublisher(IAmazonSQS sqs) : ISnsPublisher
{
    // The topic's place holds the queue's URL here.
    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var request = new SendMessageBatchRequest(topicArn, [.. entries.Select(ToRequest)]);
        var response = await sqs.SendMessageBatchAsync(request, cancellationToken).ConfigureAwait(false);
        return [.. (response.Failed ?? []).Select(failure => new SnsFailure(failure.Id, failure.Code, failure.Message, failure.SenderFault ?? false))];
    }

    private static SendMessageBatchRequestEntry ToRequest(SnsEntry entry) => new(entry.Id, entry.Message)
    {
        MessageGroupId = entry.GroupId,
        MessageDeduplicationId = entry.DeduplicationId,
        MessageAttributes = entry.Attributes.ToDictionary(
            one => one.Key, one => new MessageAttributeValue { DataType = one.Value.DataType, StringValue = one.Value.Value }, StringComparer.Ordinal),
    };
}
