using System.Collections.Concurrent;
using System.Text.Json;
using Cdc.Core;

namespace Cdc.Chaos.Chains;

/// <summary>Notes which records the function has accepted, according to its answers.</summary>
internal sealed class AcceptedChanges
{
    private readonly ConcurrentDictionary<SequenceNumber, bool> _accepted = new();
    private int _count;

    /// <summary>How many records the function has accepted, each counted once.</summary>
    public int Count => Volatile.Read(ref _count);

    public IReadOnlySet<SequenceNumber> All => _accepted.Keys.ToHashSet();

    /// <summary>Adds the records before the first that failed.</summary>
    public void Add(ReadOnlyMemory<byte> streamEvent, ReadOnlyMemory<byte> answer)
    {
        using var records = JsonDocument.Parse(streamEvent);
        using var failures = JsonDocument.Parse(answer);
        var firstFailed = failures.RootElement.GetProperty("batchItemFailures").EnumerateArray()
            .Select(failure => failure.GetProperty("itemIdentifier").GetString()).SingleOrDefault();
        var sequences = records.RootElement.GetProperty("Records").EnumerateArray()
            .Select(record => record.GetProperty("dynamodb").GetProperty("SequenceNumber").GetString()!);
        foreach (var sequence in sequences.TakeWhile(sequence => sequence != firstFailed))
        {
            if (_accepted.TryAdd(SequenceNumber.Parse(sequence), true)) Interlocked.Increment(ref _count);
        }
    }
}
