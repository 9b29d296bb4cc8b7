using Cdc.Chaos;
using Cdc.Chaos.Verifying;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests.Proof;

/// <summary>Makes up what happened in a chain, line by line.</summary>
internal sealed class HistoryBuilder(bool isFifo)
{
    private readonly List<StreamChange> _stream = [];
    private readonly Dictionary<string, List<ConsumerEvent>> _lines = [];

    public Dictionary<string, int> Written { get; } = [];

    public HashSet<SequenceNumber> Accepted { get; } = [];

    public List<Change> DeadLetters { get; } = [];

    public Dictionary<string, SequenceNumber> Marks { get; } = [];

    public int Left { get; set; }

    public int GivenUp { get; set; }

    /// <summary>The end of every process.</summary>
    public long EndedAt { get; set; } = 1_000;

    /// <summary>A write that is in the stream and accepted.</summary>
    public Change Write(string key)
    {
        Written[key] = Written.GetValueOrDefault(key) + 1;
        var change = new Change(key, SequenceNumber.Parse($"{_stream.Count + 1}"));
        _stream.Add(new(change, Written[key]));
        Accepted.Add(change.Sequence);
        return change;
    }

    public void Forget(Change change) => _stream.RemoveAll(record => record.Change == change);

    public void Log(string process, ConsumerEventKind kind, Change change, long at)
    {
        if (!_lines.TryGetValue(process, out var lines)) _lines.Add(process, lines = []);
        lines.Add(new(kind, at, change.Key, change.Sequence));
    }

    /// <summary>A handling from the reading of its mark to the delete, in eight steps of time.</summary>
    public void Handle(string process, Change change, long at)
    {
        LogSteps(process, change, at, ConsumerEventKind.Succeeded, ConsumerEventKind.Marked);
        if (!(change.Sequence < Marks.GetValueOrDefault(change.Key))) Marks[change.Key] = change.Sequence;
    }

    /// <summary>A handling that rejects, to the delete.</summary>
    public void Reject(string process, Change change, long at)
    {
        LogSteps(process, change, at, ConsumerEventKind.Rejected, ConsumerEventKind.Buried);
        DeadLetters.Add(change);
    }

    public Verdict Judge() => Verifier.Judge(new ChainHistory
    {
        IsFifo = isFifo,
        Written = Written,
        Stream = _stream,
        Accepted = Accepted,
        Consumers = [.. _lines.Select(process => new ConsumerLog(process.Key, EndedAt, process.Value))],
        DeadLetters = DeadLetters,
        Marks = Marks,
        Left = Left,
        GivenUp = GivenUp,
    });

    private void LogSteps(string process, Change change, long at, ConsumerEventKind outcome, ConsumerEventKind afterwards)
    {
        Log(process, ConsumerEventKind.MarkRead, change, at);
        Log(process, ConsumerEventKind.Started, change, at + 1);
        Log(process, outcome, change, at + 5);
        Log(process, afterwards, change, at + 6);
        Log(process, ConsumerEventKind.Deleted, change, at + 7);
    }
}
