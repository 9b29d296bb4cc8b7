namespace Cdc.Chaos.Writing;

/// <summary>Writes items that no other writer writes, so that it always knows what it wrote last.</summary>
internal sealed class ItemWriter(TableClient client, string table, IReadOnlyList<string> keys, Chance chance, ChangeQuota quota)
{
    private const int BatchSize = 25;
    private const int TransactionSize = 50;
    private const int LongestBurst = 20;
    private const double Removal = 0.15;
    private const double Hot = 0.4;

    private readonly Dictionary<string, (int Writes, bool Exists)> _items = [];
    private int _written;

    public int Written => Volatile.Read(ref _written);

    /// <summary>How often each key was written.</summary>
    public IEnumerable<KeyValuePair<string, int>> WritesByKey => _items.Select(item => KeyValuePair.Create(item.Key, item.Value.Writes));

    /// <summary>Writes until the quota is used up.</summary>
    /// <param name="mayWriteAsync">Completes when there is room for more changes.</param>
    /// <param name="cancellationToken">Stops it in the middle.</param>
    public async Task RunAsync(Func<Task> mayWriteAsync, CancellationToken cancellationToken)
    {
        do await mayWriteAsync();
        while (await WriteAsync(cancellationToken));
    }

    private async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var wanted = chance.Next(10) switch { < 2 => 1, < 4 => 2 + chance.Next(LongestBurst - 1), < 7 => BatchSize, _ => TransactionSize };
        var isBurst = wanted <= LongestBurst;
        var count = quota.Take(Math.Min(wanted, isBurst ? wanted : keys.Count));
        if (count == 0) return false;

        if (isBurst) await BurstAsync(count, cancellationToken);
        else await TogetherAsync(Next(count), asBatch: wanted == BatchSize, cancellationToken);
        Interlocked.Add(ref _written, count);
        return true;
    }

    /// <summary>Writes one item several times as fast as it can, most of the time the hot one.</summary>
    private async Task BurstAsync(int count, CancellationToken cancellationToken)
    {
        var key = chance.Is(Hot) ? keys[0] : chance.OneOf(keys);
        for (; count > 0; count--) await client.WriteAsync(Next(key), updates: chance.Is(0.5), cancellationToken);
    }

    private Task TogetherAsync(IEnumerable<ItemWrite> writes, bool asBatch, CancellationToken cancellationToken) =>
        asBatch ? client.WriteBatchAsync(writes, cancellationToken) : client.WriteTransactionAsync(writes, cancellationToken);

    /// <summary>Gives the next writes of different items; now and then the hot one is among them.</summary>
    private List<ItemWrite> Next(int count)
    {
        var chosen = new HashSet<string>();
        if (chance.Is(Hot)) chosen.Add(keys[0]);
        while (chosen.Count < count) chosen.Add(chance.OneOf(keys));
        return [.. chosen.Select(Next)];
    }

    private ItemWrite Next(string key)
    {
        var (writes, exists) = _items.GetValueOrDefault(key);
        var removes = exists && chance.Is(Removal);
        _items[key] = (writes + 1, !removes);
        return new ItemWrite(table, key, writes + 1, removes);
    }
}
