namespace Cdc.Chaos.Writing;

/// <summary>Everyone who writes to a table.</summary>
internal sealed class Writers
{
    private const int Count = 16;

    private readonly ItemWriter[] _writers;

    public Writers(TableClient client, string table, int keys, int seed, ChangeQuota quota) => _writers =
    [
        .. Enumerable.Range(0, keys).Select(ItemKeys.Of).Chunk((keys + Count - 1) / Count)
            .Select((own, index) => new ItemWriter(client, table, own, new Chance(seed, $"writer {table} {index}"), quota)),
    ];

    public int Written => _writers.Sum(writer => writer.Written);

    /// <summary>How often each key was written; ask when all writers are done.</summary>
    public IReadOnlyDictionary<string, int> WritesByKey => _writers.SelectMany(writer => writer.WritesByKey).ToDictionary();

    public Task RunAsync(Func<Task> mayWriteAsync, CancellationToken cancellationToken) =>
        Task.WhenAll(_writers.Select(writer => Task.Run(() => writer.RunAsync(mayWriteAsync, cancellationToken), CancellationToken.None)));
}
