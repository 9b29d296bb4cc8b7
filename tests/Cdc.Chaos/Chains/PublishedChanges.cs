using System.Collections.Concurrent;
using Cdc.Chaos.Consuming;
using Cdc.Core;
using Cdc.Lambda;

namespace Cdc.Chaos.Chains;

/// <summary>Passes batches on to SNS, and notes which changes it took.</summary>
internal sealed class PublishedChanges(ISnsPublisher sns) : ISnsPublisher
{
    private readonly ConcurrentDictionary<SequenceNumber, bool> _taken = new();
    private int _count;

    /// <summary>How many changes were published, each counted once.</summary>
    public int Count => Volatile.Read(ref _count);

    public IReadOnlySet<SequenceNumber> Taken => _taken.Keys.ToHashSet();

    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var failures = await sns.PublishBatchAsync(topicArn, entries, cancellationToken);
        foreach (var entry in entries.Where(entry => failures.All(failure => failure.Id != entry.Id)))
        {
            if (_taken.TryAdd(LoggingSqs.ChangeOf(entry.Message).Sequence, true)) Interlocked.Increment(ref _count);
        }

        return failures;
    }
}
