namespace Cdc.Testing.Tests.EventSource.Streams;

/// <summary>Which records the function is given together, and what it is given at once.</summary>
public sealed class BatchingTests
{
    private static readonly TimeSpan _noWait = TimeSpan.FromDays(1);

    [Fact]
    public async Task Window_RecordsOfSeveralReads_AreOneBatch()
    {
        var time = new WatchedTime { Ignores = due => due == _noWait };
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2");

        await using var mapping = table.Start(Options(time, batchSize: 100, window: TimeSpan.FromSeconds(1)));

        await PausedAsync(time);
        await table.PutAsync("3");
        for (var quarter = 1; quarter <= 3; quarter++)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            await PausedAsync(time);
        }

        table.Function.Batches.Should().BeEmpty();
        time.Advance(TimeSpan.FromMilliseconds(250));
        await table.Function.InvokedWithAsync("3");
        table.Function.Batches.Should().Equal("1 2 3");
    }

    [Fact]
    public async Task Window_BatchFull_IsNotWaitedFor()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2", "3", "4", "5");

        await using var mapping = table.Start(Options(TimeProvider.System, batchSize: 2, window: TimeSpan.FromSeconds(300)));

        await table.Function.InvokedWithAsync("4");
        table.Function.Batches.Should().Equal("1 2", "3 4");
    }

    [Fact]
    public async Task BatchSize_AboveARead_TakesSeveral()
    {
        using var table = await MappedTable.CreateAsync();
        string[] names = [.. Enumerable.Range(1, 1500).Select(number => $"{number}")];
        await table.PutAsync(names);

        await using var mapping = table.Start(Options(TimeProvider.System, batchSize: 1500, window: TimeSpan.FromSeconds(300)));

        await table.Function.InvokedWithAsync("1500");
        table.Function.Batches.Should().Equal(string.Join(' ', names));
    }

    [Fact]
    public async Task ParallelizationFactor_LaneBlocked_OthersGoOn()
    {
        using var table = await MappedTable.CreateAsync();
        string[] names = [.. Enumerable.Range(0, 60).Select(number => $"{number % 20}.{number / 20}")];
        await table.PutAsync(names);
        var release = table.Function.Hold((_, batch) => batch.Any(record => record.Name == "0.0"));

        await using var mapping = table.Start(Options(TimeProvider.System, batchSize: 5, window: TimeSpan.Zero, lanes: 10));
        while (table.Function.Delivered.DistinctBy(record => record.Name).Count() < 30) await table.Function.InvokedAsync();
        var early = table.Function.Delivered;
        release.SetResult("");
        while (table.Function.Delivered.Count < names.Length) await table.Function.InvokedAsync();

        var held = table.Function.Batches.First(batch => batch.Split(' ').Contains("0.0")).Split(' ');
        early.Select(record => record.Name).Where(name => name.StartsWith("0.", StringComparison.Ordinal)).Should().BeSubsetOf(held);
        var delivered = table.Function.Delivered.Select(record => record.Name).ToList();
        delivered.Should().BeEquivalentTo(names);
        foreach (var item in names.GroupBy(name => name.Split('.')[0])) delivered.Where(name => name.Split('.')[0] == item.Key).Should().Equal(item);
    }

    [Fact]
    public async Task ParallelizationFactor_FunctionNeverYields_IsInvokedAllTheSame()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync([.. Enumerable.Range(0, 20).Select(number => $"{number}")]);
        using var both = new ManualResetEventSlim();
        table.Function.Answer = (number, _) =>
        {
            if (number == 2) both.Set();
            return both.Wait(HangGuard.Patience) ? Task.FromResult("") : throw new TimeoutException();
        };

        await using var mapping = table.Start(Options(TimeProvider.System, batchSize: 20, window: TimeSpan.Zero, lanes: 10));
        while (table.Function.Delivered.Count < 20) await table.Function.InvokedAsync();

        table.Function.Delivered.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task FilterPatterns_RecordsThatDoNotMatch_ArePassed()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("a1", "b1", "a2", "b2");

        await using var mapping = table.Start(Options(
            TimeProvider.System, batchSize: 3, window: TimeSpan.Zero, filter: """{"dynamodb":{"NewImage":{"name":{"S":[{"prefix":"a"}]}}}}"""));

        await table.PutAsync("b3", "a3");
        await table.Function.InvokedWithAsync("a3");
        table.Function.Delivered.Select(record => record.Name).Should().Equal("a1", "a2", "a3");
    }

    private static LocalEventSourceMappingOptions Options(
        TimeProvider time, int batchSize, TimeSpan window, int lanes = 1, string? filter = null) => new()
        {
            BatchSize = batchSize,
            MaximumBatchingWindow = window,
            ParallelizationFactor = lanes,
            FilterPatterns = filter is null ? [] : [filter],
            PollingInterval = TimeSpan.FromMilliseconds(time == TimeProvider.System ? 5 : 250),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            ShardDiscoveryInterval = _noWait,
            TimeProvider = time,
        };

    /// <summary>Waits until the shard was read to its end for now.</summary>
    private static async Task PausedAsync(WatchedTime time)
    {
        while (await time.NextAsync() != TimeSpan.FromMilliseconds(250))
        {
        }
    }
}
