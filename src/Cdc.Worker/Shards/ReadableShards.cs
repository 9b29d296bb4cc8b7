namespace Cdc.Worker.Shards;

/// <summary>Which shards may be read now: parents before children, and a stream before the one that followed it.</summary>
internal static class ReadableShards
{
    /// <summary>Picks the leases whose turn it is.</summary>
    /// <param name="leases">All leases. A parent without a lease holds nothing up: it was finished, or is not to be read.</param>
    public static List<Lease> Of(IReadOnlyList<Lease> leases)
    {
        var unfinished = leases.Where(lease => !lease.IsFinished).ToList();
        var keys = unfinished.Select(lease => lease.Key).ToHashSet(StringComparer.Ordinal);
        var oldest = unfinished.Where(lease => lease.StreamArn is not null).Select(lease => TableStreams.LabelOf(lease.StreamArn!)).Min(StringComparer.Ordinal);
        return [.. unfinished.Where(lease =>
            !lease.ParentShardIds.Any(keys.Contains) && (lease.StreamArn is null || TableStreams.LabelOf(lease.StreamArn) == oldest))];
    }
}
