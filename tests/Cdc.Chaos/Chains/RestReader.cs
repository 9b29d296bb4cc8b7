using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Chaos.Consuming;
using Cdc.Core;

namespace Cdc.Chaos.Chains;

/// <summary>Reads what is there when a chain is at rest.</summary>
internal static class RestReader
{
    /// <summary>Takes everything out of a dead-letter queue.</summary>
    public static async Task<IReadOnlyList<Change>> DeadLettersAsync(IAmazonSQS sqs, string queueUrl, CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        while (true)
        {
            var answer = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queueUrl) { MaxNumberOfMessages = 10 }, cancellationToken);
            if (answer.Messages is not { Count: > 0 } messages) return changes;
            changes.AddRange(messages.SelectMany(message => LoggingSqs.ChangesOf(message.Body)));
            await sqs.DeleteMessageBatchAsync(
                queueUrl, [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))], cancellationToken);
        }
    }

    /// <summary>Reads every high-water mark, by the item's key.</summary>
    public static async Task<IReadOnlyDictionary<string, SequenceNumber>> MarksAsync(IAmazonDynamoDB dynamoDb, CancellationToken cancellationToken)
    {
        var marks = new Dictionary<string, SequenceNumber>();
        Dictionary<string, AttributeValue>? last = null;
        do
        {
            var page = await dynamoDb.ScanAsync(new ScanRequest(ConsumerProgram.MarksTable) { ConsistentRead = true, ExclusiveStartKey = last }, cancellationToken);
            foreach (var mark in page.Items ?? []) marks.Add(KeyOf(mark["id"].S), SequenceNumber.Parse(mark["handled"].S));
            last = page.LastEvaluatedKey is { Count: > 0 } next ? next : null;
        }
        while (last is not null);

        return marks;
    }

    // service/consumer/table ARN/"key"
    private static string KeyOf(string id) => id[(id.LastIndexOf('/') + 1)..].Trim('"');
}
