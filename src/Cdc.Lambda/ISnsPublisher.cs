namespace Cdc.Lambda;

/// <summary>Sends a batch of messages to an SNS topic.</summary>
/// <remarks>
/// <see cref="SnsClient"/> is the implementation to use. Whoever has another SNS client wraps it in a dozen lines: send the entries with
/// PublishBatch (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/>) and hand back what it says failed.
/// </remarks>
public interface ISnsPublisher
{
    /// <summary>Publishes up to ten messages in one call.</summary>
    /// <param name="topicArn">The topic's ARN.</param>
    /// <param name="entries">1 to 10 entries with distinct ids, 262,144 bytes together with their attributes.</param>
    /// <param name="cancellationToken">Gives up waiting; what was sent may have been published.</param>
    /// <returns>The entries that SNS did not take; empty when all went out. An answer with HTTP status 200 may hold failures.</returns>
    /// <exception cref="Exception">The call failed as a whole: it counts as a failure of every entry.</exception>
    Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(
        string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken);
}
