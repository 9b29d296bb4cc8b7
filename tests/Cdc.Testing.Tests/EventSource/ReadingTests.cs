using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>Where reading begins, and what becomes of reads that fail.</summary>
public sealed class ReadingTests
{
    private static readonly TimeSpan _noWait = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Start_NotFromTrimHorizon_DeliversNewRecordsOnly()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2");

        await using var mapping = table.Start(MappedTable.Quick(fromTrimHorizon: false));

        await table.Wire.UntilAskedAsync("GetRecords");
        await table.PutAsync("3");
        await table.Function.InvokedWithAsync("3");
        table.Function.Batches.Should().Equal("3");
    }

    [Fact]
    public async Task Iterator_ExpiresWhileTheFunctionIsBusy_LosesAndRepeatsNothing()
    {
        using var table = await MappedTable.CreateAsync(clock: _clock);
        await table.PutAsync("1", "2", "3");
        var done = table.Function.Hold((number, _) => number == 1);

        await using var mapping = table.Start(MappedTable.Quick(batchSize: 2));
        await table.Function.InvokedAsync();
        await table.PutAsync("4");
        _clock.Advance(TimeSpan.FromMinutes(16));
        done.SetResult("");

        await table.Function.InvokedWithAsync("4");
        table.Function.Batches.Should().Equal("1 2", "3 4");
    }

    [Fact]
    public async Task Iterator_ExpiresBeforeTheFirstNewRecord_LosesNothing()
    {
        using var table = await MappedTable.CreateAsync(clock: _clock);
        await table.PutAsync("old");
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        table.Wire.Intercept = async (operation, _, cancellationToken) =>
        {
            if (operation == "GetRecords") await goOn.Task.WaitAsync(cancellationToken);
            return null;
        };

        await using var mapping = table.Start(MappedTable.Quick(fromTrimHorizon: false));
        await table.Wire.UntilAskedAsync("GetRecords");
        await table.PutAsync("new");
        _clock.Advance(TimeSpan.FromMinutes(16));
        goOn.SetResult();

        await table.Function.InvokedWithAsync("new");
        table.Function.Batches.Should().Equal("old new");
    }

    [Fact]
    public async Task Records_TrimmedWhileTheFunctionIsBusy_AreToldAndPassed()
    {
        using var table = await MappedTable.CreateAsync(clock: _clock);
        await table.PutAsync("1", "2", "3");
        var done = table.Function.Hold((number, _) => number == 1);
        var log = new EventIds();

        await using var mapping = table.Start(MappedTable.Quick(batchSize: 2), log);
        await table.Function.InvokedAsync();
        _clock.Advance(TimeSpan.FromHours(25));
        await table.PutAsync("4");
        done.SetResult("");

        await table.Function.InvokedWithAsync("4");
        table.Function.Batches.Should().Equal("1 2", "4");
        log.Seen.Should().Contain(3003);
    }

    [Fact]
    public async Task Endpoint_FailsEveryOtherTime_LosesAndRepeatsNothing()
    {
        using var table = await MappedTable.CreateAsync(shards: 2);
        var requests = 0;
        table.Wire.Intercept = (_, _, _) => Interlocked.Increment(ref requests) switch
        {
            var number when number % 2 == 0 => Task.FromResult<HttpResponseMessage?>(null),
            var number => ((number / 2) % 8) switch
            {
                0 => Answer(Wire.Error("LimitExceededException")),
                1 => Answer(Wire.Error("ThrottlingException")),
                2 => Answer(Wire.Error("InternalServerError", HttpStatusCode.InternalServerError)),
                3 => Answer(new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") }),
                4 => Answer(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("no JSON") }),
                5 => Answer(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"Records":[{}]}""") }),
                6 => throw new HttpRequestException("The connection broke."),
                _ => throw new TaskCanceledException("The time is over."),
            },
        };
        string[] names = [.. Enumerable.Range(0, 40).Select(number => $"{number}")];

        await using (table.Start(MappedTable.Quick(batchSize: 3)))
        {
            await table.PutAsync(names);
            while (table.Function.Delivered.Count < names.Length) await table.Function.InvokedAsync();
        }

        table.Function.Delivered.Select(record => record.Name).Should().BeEquivalentTo(names);
        table.Function.Delivered.Should().HaveCount(names.Length);
    }

    [Theory]
    [InlineData("DescribeStream")]
    [InlineData("GetShardIterator")]
    [InlineData("GetRecords")]
    public async Task Endpoint_FailsOnAndOn_IsAskedAfterDoublingWaits(string failing)
    {
        var time = new WatchedTime { Ignores = due => due == _noWait };
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");
        var requests = 0;
        table.Wire.Intercept = (operation, _, _) =>
            operation == failing && Interlocked.Increment(ref requests) <= 7 ? Answer(Wire.Error("LimitExceededException")) : Answer(null);

        await using var mapping = table.Start(new LocalEventSourceMappingOptions
        {
            RetryDelay = TimeSpan.FromSeconds(1),
            ShardDiscoveryInterval = _noWait,
            TimeProvider = time,
        });

        var waits = new List<double>();
        while (waits.Count < 7) waits.Add((await time.ElapseAsync()).TotalSeconds);
        waits.Should().Equal(1, 2, 4, 8, 16, 30, 30);
        await table.Function.InvokedWithAsync("1");
    }

    [Fact]
    public async Task Shard_WithoutNewRecords_IsReadOnceAnInterval()
    {
        var time = new WatchedTime { Ignores = due => due == _noWait };
        using var table = await MappedTable.CreateAsync();
        await using var mapping = table.Start(new LocalEventSourceMappingOptions { ShardDiscoveryInterval = _noWait, TimeProvider = time });

        for (var interval = 1; interval <= 3; interval++)
            (await time.ElapseAsync()).Should().Be(TimeSpan.FromMilliseconds(250));

        await time.NextAsync();
        table.Wire.CountOf("GetRecords").Should().Be(4);
    }

    private static Task<HttpResponseMessage?> Answer(HttpResponseMessage? answer) => Task.FromResult(answer);

    private sealed class EventIds : ILogger<LocalEventSourceMapping>
    {
        public List<int> Seen { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Seen) Seen.Add(eventId.Id);
        }
    }
}
