using Cdc.Publisher;
using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Sending;

namespace Cdc.Snapshot.Replaying;

/// <summary>Stands where the publisher has a topic, sends to the queue, and remembers what does not pass by itself.</summary>
internal sealed class QueueTarget(QueuePublisher queue, string queueUrl) : ISnsPublisher
{
    /// <summary>Why nothing more can be sent; null where nothing is known.</summary>
    public string? Problem { get; private set; }

    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            var failures = await queue.PublishBatchAsync(queueUrl, entries, cancellationToken).ConfigureAwait(false);
            if (failures.FirstOrDefault(failure => failure.SenderFault && !CallFault.IsPassing(failure.Code)) is { } refused) Problem = $"The queue refused a message: {refused.Code}: {refused.Message}";
            return failures;
        }
        catch (Exception error) when (!CallFault.IsPassing(error))
        {
            Problem = $"Sending failed. {MessageSender.Advice(error)}";
            throw;
        }
    }
}
