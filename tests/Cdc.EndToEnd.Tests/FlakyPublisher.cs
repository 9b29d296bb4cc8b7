using System.Text;
using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.EndToEnd.Tests;

/// <summary>Fails every other call: some entries go out, one is said to have failed although SNS never saw it.</summary>
internal sealed class FlakyPublisher(ISnsPublisher sns) : ISnsPublisher
{
    private readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString());
    private readonly Lock _lock = new();
    private readonly List<CdcEnvelope<string>> _accepted = [];
    private int _calls;

    /// <summary>What SNS took, in the order in which it did.</summary>
    public IReadOnlyList<CdcEnvelope<string>> Accepted
    {
        get
        {
            lock (_lock) return [.. _accepted];
        }
    }

    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(
        string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var failed = Interlocked.Increment(ref _calls) % 2 == 0 ? null : entries[entries.Count / 2];
        var others = entries.Where(entry => entry != failed).ToList();
        var failures = others.Count > 0 ? await sns.PublishBatchAsync(topicArn, others, cancellationToken) : [];
        lock (_lock)
        {
            _accepted.AddRange(others.Where(entry => failures.All(failure => failure.Id != entry.Id))
                .Select(entry => _reader.Read(Encoding.UTF8.GetBytes(entry.Message))));
        }

        return failed is null ? failures : [.. failures, new SnsFailure(failed.Id, "InternalError", "Made to fail.", senderFault: false)];
    }
}
