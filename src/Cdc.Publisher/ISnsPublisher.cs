namespace Cdc.Publisher;

/// <summary>Sends a batch of messages to an SNS topic.</summary>
/// <remarks>
/// <see cref="SnsClient"/> is the implementation to use. To use another SNS client, wrap it: send the entries with
/// PublishBatch (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/>) and return the entries that failed. Called several times at once.
/// </remarks>
public interface ISnsPublisher
{
    /// <summary>Publishes up to ten messages in one call.</summary>
    /// <param name="topicArn">The topic's ARN.</param>
    /// <param name="entries">1 to 10 entries with distinct ids, together with their attributes no more than <see cref="CdcPublisherOptions.MaxMessageBytes"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may have been published.</param>
    /// <returns>
    /// The entries that SNS did not accept, each by its <see cref="SnsEntry.Id"/>; empty when all were. A response with HTTP status 200 may hold failures. Null, or a failure without
    /// an id or a code, counts as a failure of every entry.
    /// </returns>
    /// <exception cref="Exception">The call failed as a whole: it counts as a failure of every entry.</exception>
    Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(
        string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken);
}
