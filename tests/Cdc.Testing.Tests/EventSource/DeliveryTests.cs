using Cdc.Worker;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>What the function is given, and what again.</summary>
public sealed class DeliveryTests
{
    private static readonly TimeSpan _noWait = TimeSpan.FromDays(1);

    [Fact]
    public async Task Records_OfSeveralShards_AreDeliveredOnceAndInOrder()
    {
        using var table = await MappedTable.CreateAsync(shards: 4);
        string[] names = [.. Enumerable.Range(0, 120).Select(number => $"{number % 40}.{number / 40}")];
        await table.PutAsync(names[..60]);

        await using (table.Start(MappedTable.Quick(batchSize: 7)))
        {
            await table.PutAsync(names[60..]);
            while (table.Function.Delivered.Count < names.Length) await table.Function.InvokedAsync();
        }

        var delivered = table.Function.Delivered;
        delivered.Select(record => record.Name).Should().BeEquivalentTo(names);
        table.Function.Batches.Should().OnlyContain(batch => batch.Split(' ').Length <= 7);
        var shards = (await table.Streams.DescribeStreamAsync(table.StreamArn)).Shards;
        shards.Should().HaveCount(4);
        foreach (var shard in shards)
        {
            var iterator = await table.Streams.GetShardIteratorAsync(table.StreamArn, shard.ShardId, DynamoDbShardIteratorType.TrimHorizon);
            var written = (await table.Streams.GetRecordsAsync(iterator)).Records.Select(record => record.SequenceNumber).ToList();
            written.Should().NotBeEmpty();
            delivered.Select(record => record.SequenceNumber).Where(written.Contains).Should().Equal(written);
        }
    }

    [Fact]
    public async Task Shards_WithRecords_AreDeliveredBesideEachOther()
    {
        using var table = await MappedTable.CreateAsync(shards: 2);
        await table.PutAsync([.. Enumerable.Range(0, 20).Select(number => $"{number}")]);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        table.Function.Answer = async (number, _) =>
        {
            if (number == 2) both.SetResult();
            await both.Task.WaitAsync(HangGuard.Patience);
            return "";
        };

        await using var mapping = table.Start();

        await both.Task.WaitAsync(HangGuard.Patience);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task Function_Throws_GetsTheWholeBatchAgain(Type error)
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2", "3");
        table.Function.Answer = (number, _) => number < 3 ? throw (Exception)Activator.CreateInstance(error)! : Task.FromResult("");

        await using var mapping = table.Start();

        await table.Function.InvokedAsync();
        await table.Function.InvokedAsync();
        await table.PutAsync("4");
        await table.Function.InvokedWithAsync("4");
        table.Function.Batches.Should().Equal("1 2 3", "1 2 3", "1 2 3", "4");
    }

    [Fact]
    public async Task Function_ReportsFailures_GetsTheRestFromTheLowestOn()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2", "3", "4", "5");
        table.Function.Answer = (number, batch) => Task.FromResult(number switch
        {
            1 => StreamFunction.Failed(batch[3], batch[1]),
            2 => StreamFunction.Failed(batch[3]),
            _ => "{}",
        });

        await using var mapping = table.Start();

        await table.Function.InvokedWithAsync("5");
        await table.PutAsync("6");
        await table.Function.InvokedWithAsync("6");
        table.Function.Batches.Should().Equal("1 2 3 4 5", "2 3 4 5", "5", "6");
    }

    [Fact]
    public async Task Function_ReportsARecordOfAnEarlierBatch_GetsTheWholeBatchAgain()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2", "3", "4");
        Seen[] first = [];
        table.Function.Answer = (number, batch) =>
        {
            if (number == 1) first = batch;
            return Task.FromResult(number == 2 ? StreamFunction.Failed(first[1]) : "");
        };

        await using var mapping = table.Start(MappedTable.Quick(batchSize: 2));

        await table.PutAsync("5");
        await table.Function.InvokedWithAsync("5");
        table.Function.Batches.Should().StartWith(["1 2", "3 4", "3 4"]);
    }

    [Fact]
    public async Task Function_AnswersWithNoStream_HasAcceptedAll()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");

        await using var mapping = LocalEventSourceMapping.Start(
            table.Streams,
            table.StreamArn,
            async input =>
            {
                await table.Function.HandleAsync(input);
                return null!;
            },
            MappedTable.Quick());

        await table.Function.InvokedWithAsync("1");
        await table.PutAsync("2");
        await table.Function.InvokedWithAsync("2");
        table.Function.Batches.Should().Equal("1", "2");
    }

    [Fact]
    public async Task Function_ReportsFailuresUnasked_HasAcceptedAll()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2", "3");
        table.Function.Answer = (number, batch) => Task.FromResult(number == 1 ? StreamFunction.Failed(batch) : "not JSON");

        await using var mapping = table.Start(MappedTable.Quick(report: false));

        await table.Function.InvokedWithAsync("3");
        await table.PutAsync("4");
        await table.Function.InvokedWithAsync("4");
        await table.PutAsync("5");
        await table.Function.InvokedWithAsync("5");
        table.Function.Batches.Should().Equal("1 2 3", "4", "5");
    }

    [Fact]
    public async Task Function_ThrowsUnasked_GetsTheWholeBatchAgain()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2");
        table.Function.Answer = (number, _) => number == 1 ? throw new InvalidOperationException("test") : Task.FromResult("");

        await using var mapping = table.Start(MappedTable.Quick(report: false));

        await table.Function.InvokedAsync();
        await table.Function.InvokedAsync();
        table.Function.Batches.Should().Equal("1 2", "1 2");
    }

    [Fact]
    public async Task RetryDelay_WithoutProgress_DoublesTo30SecondsAndStartsAnewAfterSome()
    {
        var time = new WatchedTime { Ignores = due => due == _noWait };
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2", "3");
        table.Function.Answer = (number, batch) =>
            number == 8 ? Task.FromResult(StreamFunction.Failed(batch[1])) : throw new InvalidOperationException("test");

        await using var mapping = table.Start(new LocalEventSourceMappingOptions
        {
            RetryDelay = TimeSpan.FromSeconds(1),
            ShardDiscoveryInterval = _noWait,
            TimeProvider = time,
        });

        var waits = new List<double>();
        while (waits.Count < 10) waits.Add((await time.ElapseAsync()).TotalSeconds);
        waits.Should().Equal(1, 2, 4, 8, 16, 30, 30, 1, 2, 4);
        table.Function.Batches.Take(10).Should().Equal([.. Enumerable.Repeat("1 2 3", 8), "2 3", "2 3"]);
    }
}
