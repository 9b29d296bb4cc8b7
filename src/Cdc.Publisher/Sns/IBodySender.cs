namespace Cdc.Publisher.Sns;

/// <summary>Sends a PublishBatch whose body is ready, so that no object is made for an entry.</summary>
internal interface IBodySender
{
    /// <summary>As <see cref="ISnsPublisher.PublishBatchAsync"/>.</summary>
    /// <param name="topicArn">The topic's ARN; it is in the body too.</param>
    /// <param name="body">The body. The caller disposes of it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<SnsFailure>> PublishBodyAsync(string topicArn, PublishBody body, CancellationToken cancellationToken);
}
