using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.Worker.Tests.Rig;

/// <summary>What was published, in the order in which it was taken.</summary>
internal sealed class RecordedTopic
{
    private static readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString("id"));

    private readonly Lock _gate = new();
    private readonly List<(string Key, SequenceNumber Sequence)> _published = [];
    private readonly HashSet<SequenceNumber> _distinct = [];

    /// <summary>Decides about each call: null to take it, else what becomes of it.</summary>
    public Func<int, SnsAnswer> Answer { get; set; } = _ => SnsAnswer.Takes;

    /// <summary>Is told of each call before it is sent.</summary>
    public Action<string, IReadOnlyList<(string Key, SequenceNumber Sequence)>> Begins { get; set; } = (_, _) => { };

    public int Calls { get; private set; }

    public IReadOnlyList<(string Key, SequenceNumber Sequence)> Published
    {
        get
        {
            lock (_gate) return [.. _published];
        }
    }

    public int Distinct
    {
        get
        {
            lock (_gate) return _distinct.Count;
        }
    }

    public void Began(string worker, IReadOnlyList<SnsEntry> entries) => Begins(worker, [.. entries.SelectMany(Read)]);

    public IReadOnlyList<SnsFailure> Take(IReadOnlyList<SnsEntry> entries)
    {
        lock (_gate)
        {
            var answer = Answer(Calls++);
            if (answer == SnsAnswer.Refuses) return [.. entries.Select(entry => new SnsFailure(entry.Id, "InternalError", "later", senderFault: false))];
            foreach (var change in entries.SelectMany(Read))
            {
                _published.Add(change);
                _distinct.Add(change.Sequence);
            }

            return answer == SnsAnswer.IsLost ? throw new IOException("The answer was lost.") : [];
        }
    }

    private static IEnumerable<(string Key, SequenceNumber Sequence)> Read(SnsEntry entry)
    {
        foreach (var change in _reader.ReadBody(entry.Message)) yield return (change.Key, change.Sequence!.Value);
    }
}

internal enum SnsAnswer
{
    Takes,
    Refuses,
    IsLost,
}
