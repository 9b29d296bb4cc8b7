using Cdc.Publisher;
using Cdc.Publisher.Sns;

namespace Cdc.Benchmarks.Publisher;

/// <summary>An SNS that gets ready bodies, as <see cref="SnsClient"/> does.</summary>
internal abstract class BodySns : ISnsPublisher, IBodySender
{
    public abstract Task<IReadOnlyList<SnsFailure>> PublishBodyAsync(string topicArn, PublishBody body, CancellationToken cancellationToken);

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken) =>
        throw new NotSupportedException("What is measured goes the way of SnsClient, which takes bodies.");
}
