using Cdc.Lambda;

namespace Cdc.EndToEnd.Tests;

/// <summary>Fails every other call: some entries go out, one is said to have failed although SNS never saw it.</summary>
internal sealed class FlakyPublisher(ISnsPublisher sns) : ISnsPublisher
{
    private int _calls;

    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(
        string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _calls) % 2 == 0) return await sns.PublishBatchAsync(topicArn, entries, cancellationToken);
        var failed = entries[entries.Count / 2];
        var others = entries.Where(entry => entry != failed).ToList();
        var failures = others.Count > 0 ? await sns.PublishBatchAsync(topicArn, others, cancellationToken) : [];
        return [.. failures, new SnsFailure(failed.Id, "InternalError", "Made to fail.", SenderFault: false)];
    }
}
