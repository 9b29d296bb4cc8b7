using System.Text;
using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.Snapshot.Tests.Rig;

/// <summary>A topic that keeps what it takes.</summary>
internal sealed class RecordedTopic : ISnsPublisher
{
    private static readonly CdcEnvelopeReader<ReadOnlyMemory<byte>> _reader = new(CdcKeyFormat.ForJson());

    private readonly Lock _gate = new();
    private readonly List<IReadOnlyList<SnsEntry>> _calls = [];

    /// <summary>What is done before a call is taken.</summary>
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    /// <summary>What a call's answer is; what fails in it is not taken.</summary>
    public Func<IReadOnlyList<SnsEntry>, IReadOnlyList<SnsFailure>> Answer { get; set; } = _ => [];

    public IReadOnlyList<IReadOnlyList<SnsEntry>> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    public IReadOnlyList<SnsEntry> Messages => [.. Calls.SelectMany(call => call)];

    /// <summary>The keys that were told of, one for each time.</summary>
    public IReadOnlyList<string> Keys => [.. Messages.SelectMany(message => _reader.ReadBody(message.Message)).Select(change => Encoding.UTF8.GetString(change.Key.Span))];

    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        await Before();
        lock (_gate)
        {
            var failures = Answer(entries);
            _calls.Add([.. entries.Where(entry => failures.All(failure => failure.Id != entry.Id))]);
            return failures;
        }
    }
}
