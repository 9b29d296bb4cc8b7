namespace Cdc.Lambda.Publishing;

/// <summary>Packs entries into PublishBatch calls.</summary>
/// <remarks>
/// A call holds at most ten entries and 262,144 bytes (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/>), and no key
/// twice: of two changes in one call the later could go out although the earlier failed. Calls keep the entries' order, so that sending
/// them one after the other sends every key's changes in order.
/// </remarks>
internal static class SnsBatchPlanner
{
    public const int MaxEntries = 10;

    public const int MaxBytes = 262_144;

    /// <exception cref="ArgumentException">An entry alone is larger than a call may be.</exception>
    public static IReadOnlyList<IReadOnlyList<EnvelopeEntry>> Plan(IReadOnlyList<EnvelopeEntry> entries)
    {
        var batches = new List<IReadOnlyList<EnvelopeEntry>>();
        var batch = new List<EnvelopeEntry>(MaxEntries);
        var keys = new HashSet<(string, string)>();
        var bytes = 0;
        foreach (var entry in entries)
        {
            if (entry.Size > MaxBytes)
                throw new ArgumentException($"An entry has {entry.Size} bytes, more than SNS takes in a call.", nameof(entries));
            if (batch.Count == MaxEntries || bytes + entry.Size > MaxBytes || keys.Contains(entry.Key))
            {
                batches.Add(batch);
                batch = new List<EnvelopeEntry>(MaxEntries);
                keys.Clear();
                bytes = 0;
            }

            batch.Add(entry);
            keys.Add(entry.Key);
            bytes += entry.Size;
        }

        if (batch.Count > 0) batches.Add(batch);
        return batches;
    }
}
