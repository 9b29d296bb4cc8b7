using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.EventSource.Streams;

/// <summary>How a batch that fails is tried again, split and given up.</summary>
public sealed class BatchDeliveryTests
{
    private readonly StreamFunction _function = new();
    private readonly DiscardTopic _discarded = new();

    [Fact]
    public async Task Deliver_RetriesExhausted_TellsTheDestination()
    {
        _function.Answer = (_, _) => throw new InvalidOperationException("test");

        await DeliverAsync(3, Options(retries: 2));

        _function.Batches.Should().Equal("1 2 3", "1 2 3", "1 2 3");
        _discarded.Ranges.Should().Equal("1-3 RetryAttemptsExhausted 3");
    }

    [Fact]
    public async Task Deliver_NoRetries_GivesUpWhatWasNotAccepted()
    {
        _function.Answer = (_, batch) => Task.FromResult(StreamFunction.Failed(batch[2], batch[1]));

        await DeliverAsync(3, Options(retries: 0));

        _function.Batches.Should().Equal("1 2 3");
        _discarded.Ranges.Should().Equal("2-3 RetryAttemptsExhausted 1");
    }

    [Fact]
    public async Task Deliver_ThrowsWithBisect_IsolatesTheRecord()
    {
        _function.Answer = (_, batch) => batch.Any(record => record.Name == "3") ? throw new InvalidOperationException("test") : Task.FromResult("");

        await DeliverAsync(5, Options(retries: 1, bisects: true));

        _function.Batches.Should().Equal("1 2 3 4 5", "1 2", "3 4 5", "3", "3", "4 5");
        _discarded.Ranges.Should().Equal("3-3 RetryAttemptsExhausted 4");
    }

    [Fact]
    public async Task Deliver_ReportsWithBisect_SplitsThere()
    {
        _function.Answer = (_, batch) => Task.FromResult(batch.FirstOrDefault(record => record.Name == "4") is { } bad ? StreamFunction.Failed(bad) : "");

        await DeliverAsync(6, Options(retries: 0, bisects: true));

        _function.Batches.Should().Equal("1 2 3 4 5 6", "4 5 6", "4", "5 6");
        _discarded.Ranges.Should().Equal("4-4 RetryAttemptsExhausted 3");
    }

    [Fact]
    public async Task Deliver_Throttled_CountsAndSplitsNothing()
    {
        _function.Answer = (number, _) => number <= 5 ? throw new LambdaThrottledException() : Task.FromResult("");

        await DeliverAsync(2, Options(retries: 0, bisects: true));

        _function.Batches.Should().Equal(Enumerable.Repeat("1 2", 6));
        _discarded.Ranges.Should().BeEmpty();
    }

    [Fact]
    public async Task Deliver_RecordsTooOld_AreNotSent()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
        var records = Enumerable.Range(1, 3).Select(number => Deliveries.Record(number, createdAt: time.GetUtcNow().AddSeconds(number - 63), readAt: time.Now()));

        await DeliverAsync([.. records], new() { MaximumRecordAge = TimeSpan.FromSeconds(60), OnFailure = _discarded.Destination, TimeProvider = time });

        _function.Batches.Should().Equal("3");
        _discarded.Ranges.Should().Equal("1-2 RecordAgeExceeded 0");
    }

    [Fact]
    public async Task Deliver_RecordsGetTooOldWhileTheyFail_AreGivenUp()
    {
        var time = new WatchedTime();
        _function.Answer = (_, _) => throw new InvalidOperationException("test");
        StreamEventRecord[] records = [Deliveries.Record(1, readAt: time.Now()), Deliveries.Record(2, readAt: time.Now())];

        var delivery = DeliverAsync(records, new() { RetryDelay = TimeSpan.FromSeconds(30), OnFailure = _discarded.Destination, TimeProvider = time });
        await time.NextAsync();
        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromTicks(1));
        await delivery.WaitAsync(HangGuard.Patience);

        _function.Batches.Should().Equal("1 2");
        _discarded.Ranges.Should().Equal("1-2 RecordAgeExceeded 1");
    }

    [Fact]
    public async Task Deliver_DestinationFails_GoesOnOnceItWasTold()
    {
        _function.Answer = (_, _) => throw new InvalidOperationException("test");
        _discarded.FailFirst = 3;

        await DeliverAsync(1, Options(retries: 0));

        _discarded.Calls.Should().Be(4);
        _discarded.Ranges.Should().Equal("1-1 RetryAttemptsExhausted 1");
    }

    [Fact]
    public async Task Deliver_NoDestination_GivesUpAllTheSame()
    {
        _function.Answer = (_, _) => throw new InvalidOperationException("test");

        await DeliverAsync(Deliveries.Records(2), new() { MaximumRetryAttempts = 0, RetryDelay = TimeSpan.FromMilliseconds(1) });

        _function.Batches.Should().Equal("1 2");
    }

    private LocalEventSourceMappingOptions Options(int retries, bool bisects = false) => new()
    {
        MaximumRetryAttempts = retries,
        BisectBatchOnFunctionError = bisects,
        OnFailure = _discarded.Destination,
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    private Task DeliverAsync(int count, LocalEventSourceMappingOptions options) => DeliverAsync(Deliveries.Records(count), options);

    private Task DeliverAsync(StreamEventRecord[] records, LocalEventSourceMappingOptions options) =>
        new BatchDelivery(Deliveries.Mapping(_function.HandleAsync, options), "shard").DeliverAsync(records, CancellationToken.None);
}
