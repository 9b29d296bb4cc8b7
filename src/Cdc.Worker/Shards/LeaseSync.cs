namespace Cdc.Worker.Shards;

/// <summary>Which leases are missing for the shards that a table's streams have, and which are of no use any more.</summary>
/// <param name="Create">Leases to make, in this order: a shard's before those of its children.</param>
/// <param name="Forgotten">Finished leases of shards that no stream lists; to be removed if the next listing says the same.</param>
internal sealed record LeaseSync(IReadOnlyList<Lease> Create, IReadOnlyList<Lease> Forgotten)
{
    private const int FirstTakerIsNotTheFirst = 1;

    /// <param name="listings">The table's streams, the oldest first.</param>
    /// <param name="leases">All leases.</param>
    /// <param name="position">Where a table is begun that has no leases.</param>
    /// <param name="now">When leases are made now.</param>
    /// <remarks>
    /// What a listing does not show is no proof that there is nothing: no lease is removed because of an empty one, and none is made for a shard that one of its
    /// children has left behind.
    /// </remarks>
    public static LeaseSync Plan(IReadOnlyList<StreamListing> listings, IReadOnlyList<Lease> leases, StartingPosition position, DateTimeOffset now)
    {
        var byKey = leases.ToDictionary(lease => lease.Key, StringComparer.Ordinal);
        var create = new List<Lease>();
        var isFollowed = false;
        for (var index = 0; index < listings.Count; index++)
        {
            var listing = listings[index];
            var isNewest = index == listings.Count - 1;
            var known = leases.Where(lease => IsOf(lease, listing)).ToList();

            // A stream that follows one which is read already is read from its beginning; so is all of a table that was left alone for too long.
            var isSuccessor = isFollowed || (isNewest && known.Count == 0 && leases.Count > 0);
            var isFirst = leases.Count == 0 && position == StartingPosition.TrimHorizon;
            if (known.Count > 0 || isSuccessor || isFirst || (isNewest && leases.Count == 0))
            {
                isFollowed = true;
                create.AddRange(Missing(listing, byKey, known, isFirst || isSuccessor || position == StartingPosition.TrimHorizon, now));
            }
        }

        return new LeaseSync(create, listings.Any(listing => listing.Shards.Count > 0) ? [.. leases.Where(lease => IsForgotten(lease, byKey, listings))] : []);
    }

    private static bool IsOf(Lease lease, StreamListing listing) =>
        lease.StreamArn == listing.Arn || (lease.StreamArn is null && listing.Shards.Any(shard => shard.ShardId == lease.Key));

    private static IEnumerable<Lease> Missing(StreamListing listing, Dictionary<string, Lease> byKey, List<Lease> known, bool fromHorizon, DateTimeOffset now)
    {
        var shards = listing.Shards.ToDictionary(shard => shard.ShardId, StringComparer.Ordinal);
        foreach (var shard in ParentsFirst(listing.Shards, shards))
        {
            if (byKey.ContainsKey(shard.ShardId) || IsLeftBehind(shard.ShardId, listing, byKey)) continue;
            if (fromHorizon || Ancestors(shard, shards).Any(byKey.ContainsKey)) yield return New(shard, listing, LeaseCheckpoint.TrimHorizon, now);
            else if (shard.EndingSequenceNumber is not null) continue;
            else if (known.Count == 0) yield return New(shard, listing, LeaseCheckpoint.Latest, now);

            // Whoever began did not finish: as of then, not as of now.
            else yield return New(shard, listing, LeaseCheckpoint.Latest, known.Min(lease => lease.CreatedAt) ?? now) with { Counter = FirstTakerIsNotTheFirst };
        }
    }

    private static Lease New(DynamoDbStreamShard shard, StreamListing listing, string checkpoint, DateTimeOffset createdAt) => new()
    {
        Key = shard.ShardId,
        Checkpoint = checkpoint,
        ParentShardIds = shard.ParentShardId is { } parent ? [parent] : [],
        StreamArn = listing.Arn,
        CreatedAt = createdAt,
    };

    private static List<DynamoDbStreamShard> ParentsFirst(IReadOnlyList<DynamoDbStreamShard> all, Dictionary<string, DynamoDbStreamShard> shards)
    {
        var ordered = new List<DynamoDbStreamShard>(all.Count);
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shard in all)
        {
            // From the oldest ancestor down to the shard.
            foreach (var next in Ancestors(shard, shards).Where(shards.ContainsKey).Select(id => shards[id]).Reverse().Append(shard))
            {
                if (added.Add(next.ShardId)) ordered.Add(next);
            }
        }

        return ordered;
    }

    /// <summary>Parent, grandparent and so on, up to the first that is not listed, which is the last one.</summary>
    private static IEnumerable<string> Ancestors(DynamoDbStreamShard shard, Dictionary<string, DynamoDbStreamShard> shards)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { shard.ShardId };
        for (var parent = shard.ParentShardId; parent is not null && seen.Add(parent); parent = shards.GetValueOrDefault(parent)?.ParentShardId) yield return parent;
    }

    /// <summary>Whether a child, or a child's child, is published up to some record: then all of this shard was.</summary>
    private static bool IsLeftBehind(string shardId, StreamListing listing, Dictionary<string, Lease> byKey)
    {
        var open = new Queue<string>([shardId]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { shardId };
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in listing.ChildrenOf(parent))
            {
                if (byKey.TryGetValue(child, out var lease) && LeaseCheckpoint.IsBegun(lease.Checkpoint)) return true;
                if (seen.Add(child)) open.Enqueue(child);
            }
        }

        return false;
    }

    private static bool IsForgotten(Lease lease, Dictionary<string, Lease> byKey, IReadOnlyList<StreamListing> listings)
    {
        if (!lease.IsFinished || listings.Any(listing => listing.Shards.Any(shard => shard.ShardId == lease.Key))) return false;
        if (lease.StreamArn is { } arn && listings.FirstOrDefault(listing => listing.Arn == arn) is { Shards.Count: 0, IsClosed: false }) return false;
        var children = lease.ChildShardIds.Concat(listings.SelectMany(listing => listing.ChildrenOf(lease.Key)));
        return children.All(child => byKey.TryGetValue(child, out var next) && LeaseCheckpoint.IsBegun(next.Checkpoint))
            && !lease.ParentShardIds.Any(byKey.ContainsKey);
    }
}
