using System.Globalization;

namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>A stream's shards: the open ones by the hashes that they take, and the closed ones as long as they can be read; its stream guards them.</summary>
internal sealed class StreamShards
{
    /// <summary>Parents before their children.</summary>
    private readonly List<StreamShard> _all = [];

    /// <summary>In the order of their hashes, without gaps.</summary>
    private List<StreamShard> _open = [];
    private int _created;

    public StreamShards(int count, UInt128 startingSequenceNumber, DateTimeOffset now)
    {
        for (var part = 0; part < count; part++) _open.Add(Create(HashRange.Part(part, count), null, startingSequenceNumber, now));
    }

    public IReadOnlyList<StreamShard> All => _all;

    public IReadOnlyList<StreamShard> Open => _open;

    public StreamShard? Find(string id) => _all.Find(shard => shard.Id == id);

    /// <summary>The open shard that takes the changes of a partition key.</summary>
    public StreamShard For(ulong hash)
    {
        var (low, high) = (0, _open.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_open[middle].Hashes.Last < hash) low = middle + 1;
            else high = middle;
        }

        return _open[low];
    }

    /// <summary>Closes an open shard and opens two that continue it.</summary>
    public void Split(StreamShard parent, UInt128 lastSequenceNumber, DateTimeOffset now)
    {
        var (lower, upper) = parent.Hashes.Halves();
        parent.Close(lastSequenceNumber, now);
        var at = _open.IndexOf(parent);
        _open[at] = Create(lower, parent.Id, lastSequenceNumber + 1, now);
        _open.Insert(at + 1, Create(upper, parent.Id, lastSequenceNumber + 1, now));
    }

    /// <summary>Closes every open shard, for good.</summary>
    public void CloseAll(UInt128 lastSequenceNumber, DateTimeOffset now)
    {
        foreach (var shard in _open) shard.Close(lastSequenceNumber, now);
        _open = [];
    }

    /// <summary>Forgets records and closed shards that are older than a point in time.</summary>
    public void Trim(DateTimeOffset horizon)
    {
        foreach (var shard in _all) shard.Trim(horizon);
        _all.RemoveAll(shard => shard.IsForgotten(horizon));
    }

    private StreamShard Create(HashRange hashes, string? parentId, UInt128 startingSequenceNumber, DateTimeOffset now)
    {
        var stamp = now.ToUnixTimeMilliseconds().ToString("D20", CultureInfo.InvariantCulture);
        var number = _created++.ToString("x8", CultureInfo.InvariantCulture);
        var shard = new StreamShard($"shardId-{stamp}-{number}", hashes, startingSequenceNumber) { ParentId = parentId };
        _all.Add(shard);
        return shard;
    }
}
