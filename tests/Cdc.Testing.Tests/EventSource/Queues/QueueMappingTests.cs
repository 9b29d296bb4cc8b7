using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.EventSource.Queues;

/// <summary>What the function is given of a queue, what is deleted, and what comes again.</summary>
public sealed class QueueMappingTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Function_Accepts_MessagesAreDeleted()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        string[] bodies = [.. Enumerable.Range(0, 35).Select(number => $"{number}")];
        await queue.SendAsync(bodies);

        await using var mapping = queue.Start();
        await queue.EmptiedAsync();

        queue.Function.Batches.SelectMany(batch => batch.Split(' ')).Should().BeEquivalentTo(bodies);
    }

    [Theory]
    [InlineData("reports")]
    [InlineData("throws")]
    [InlineData("reports a stranger")]
    [InlineData("answers no JSON")]
    public async Task Function_Fails_GetsThoseAgainAfterTheVisibilityTimeout(string how)
    {
        using var queue = await MappedQueueFixture.CreateAsync(_clock);
        await queue.SendAsync("1", "2", "3");
        queue.Function.Answer = (number, batch) => (number, how) switch
        {
            (1, "reports") => Task.FromResult(QueueFunction.Failed(batch[1])),
            (1, "throws") => throw new InvalidOperationException("test"),
            (1, "reports a stranger") => Task.FromResult("""{"batchItemFailures":[{"itemIdentifier":"stranger"}]}"""),
            (1, _) => Task.FromResult("no JSON"),
            _ => Task.FromResult(""),
        };

        await using var mapping = queue.Start();
        await queue.Function.InvokedAsync();
        var expected = how == "reports" ? "2" : "1 2 3";
        await queue.HoldsAsync(expected.Split(' ').Length);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await queue.EmptiedAsync();

        queue.Function.Batches.Should().Equal("1 2 3", expected);
    }

    [Fact]
    public async Task FifoFunction_FailsOnWhatFitsOneEvent_GetsTheRestBehindItOnly()
    {
        using var queue = await MappedQueueFixture.CreateAsync(_clock, isFifo: true);
        var ends = new string('"', 900_000);
        string[] bodies = [.. Enumerable.Range(0, 6).Select(number => $"g.{number}{ends}")];
        await queue.SendAsync(bodies);
        queue.Function.Answer = (number, _) => number == 1 ? throw new InvalidOperationException("test") : Task.FromResult("");

        await using var mapping = queue.Start();
        await queue.Function.InvokedAsync();
        await queue.HoldsAsync(bodies.Length);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await queue.EmptiedAsync();

        queue.Function.Batches.SelectMany(batch => batch.Split(' ')).Select(body => body[2]).Should().Equal("012012345");
    }

    [Fact]
    public async Task Function_ReportsUnasked_HasAcceptedAll()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        await queue.SendAsync("1", "2");
        queue.Function.Answer = (_, batch) => Task.FromResult(QueueFunction.Failed([.. batch]));

        await using var mapping = queue.Start(new() { ReportBatchItemFailures = false });
        await queue.EmptiedAsync();

        queue.Function.Batches.Should().Equal("1 2");
    }

    [Fact]
    public async Task Function_Throttled_IsInvokedAgain()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        await queue.SendAsync("1");
        queue.Function.Answer = (number, _) => number <= 3 ? throw new LambdaThrottledException() : Task.FromResult("");

        await using var mapping = queue.Start(new() { RetryDelay = TimeSpan.FromMilliseconds(1) });
        await queue.EmptiedAsync();

        queue.Function.Events.Should().HaveCount(4).And.OnlyContain(batch => batch[0]!["attributes"]!["ApproximateReceiveCount"]!.GetValue<string>() == "1");
    }

    [Fact]
    public async Task Function_ThrottledOnAndOn_LeavesTheMessageToTheQueue()
    {
        var time = new WatchedTime();
        using var queue = await MappedQueueFixture.CreateAsync(_clock, visibilitySeconds: 4);
        await queue.SendAsync("1");
        queue.Function.Answer = (_, _) => throw new LambdaThrottledException();

        await using var mapping = queue.Start(new() { RetryDelay = TimeSpan.FromSeconds(1), TimeProvider = time });
        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(1));
        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(2));
        for (var invocation = 1; invocation <= 3; invocation++) await queue.Function.InvokedAsync();
        queue.Function.Answer = (_, _) => Task.FromResult("");
        _clock.Advance(TimeSpan.FromSeconds(4));
        await queue.EmptiedAsync();

        queue.Function.Events.Select(batch => batch[0]!["attributes"]!["ApproximateReceiveCount"]!.GetValue<string>()).Should().Equal("1", "1", "1", "2");
    }

    [Fact]
    public async Task MaximumConcurrency_FunctionBusy_IsNotExceeded()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        await queue.SendAsync([.. Enumerable.Range(0, 12).Select(number => $"{number}")]);
        var (running, most) = (0, 0);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Function.Answer = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            if (running == 2) both.TrySetResult();
            await both.Task.WaitAsync(HangGuard.Patience);
            Interlocked.Decrement(ref running);
            return "";
        };

        await using var mapping = queue.Start(new() { BatchSize = 1, MaximumConcurrency = 2 });
        await queue.EmptiedAsync();

        most.Should().Be(2);
        queue.Function.Events.Should().HaveCount(12);
    }

    [Fact]
    public async Task FilterPatterns_MessagesThatDoNotMatch_AreDeleted()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        await queue.SendAsync("""{"kind":"a","n":1}""", """{"kind":"b","n":2}""", "text", """{"kind":"a","n":3}""");

        await using var mapping = queue.Start(new() { FilterPatterns = ["""{"body":{"kind":["a"]}}"""] });
        await queue.EmptiedAsync();

        queue.Function.Events.SelectMany(batch => batch).Select(record => JsonNode.Parse(record!["body"]!.GetValue<string>())!["n"]!.GetValue<int>()).Should().BeEquivalentTo([1, 3]);
    }

    [Fact]
    public async Task Fifo_FunctionFails_GroupGoesOnOnlyAfterIt()
    {
        using var queue = await MappedQueueFixture.CreateAsync(_clock, isFifo: true);
        await queue.SendAsync("a.1", "a.2", "b.1");
        queue.Function.Answer = (number, batch) => Task.FromResult(number == 1 ? QueueFunction.Failed([.. batch.Where(record => record!["body"]!.GetValue<string>()[0] == 'a')]) : "");

        await using var mapping = queue.Start();
        await queue.Function.InvokedAsync();
        await queue.HoldsAsync(2);
        await queue.SendAsync("a.3", "b.2");
        await queue.HoldsAsync(3);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await queue.EmptiedAsync();

        var seen = queue.Function.Batches.SelectMany(batch => batch.Split(' ')).ToList();
        seen.Where(body => body[0] == 'a').Should().Equal("a.1", "a.2", "a.1", "a.2", "a.3");
        seen.Where(body => body[0] == 'b').Should().Equal("b.1", "b.2");
    }

    [Fact]
    public async Task Dispose_InvocationUnderWay_WaitsForItAndDeletes()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        await queue.SendAsync("1");
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Function.Answer = (_, _) => done.Task;
        var mapping = queue.Start();
        await queue.Function.InvokedAsync();

        var stopping = mapping.DisposeAsync().AsTask();
        stopping.IsCompleted.Should().BeFalse();
        done.SetResult("");
        await stopping.WaitAsync(HangGuard.Patience);

        (await queue.Sqs.CountAllAsync(queue.Url)).Should().Be(0);
    }

    [Fact]
    public async Task Start_OptionsOutOfRange_NamesThemAll()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        var standard = () => queue.Start(new() { BatchSize = 11, MaximumConcurrency = 1, FilterPatterns = ["x"], RetryDelay = TimeSpan.Zero });
        var fifo = () => LocalQueueMapping.Start(
            queue.Sqs, "http://localhost/q.fifo", Task.FromResult, new() { BatchSize = 11, MaximumBatchingWindow = TimeSpan.FromSeconds(1) });

        standard.Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().Equal(
            "BatchSize is 11 and MaximumBatchingWindow is 00:00:00; more than 10 need at least 00:00:01.",
            "MaximumConcurrency is 1, outside 2 to 1000.",
            "FilterPatterns holds 'x': it is not JSON.",
            "RetryDelay is 00:00:00, not greater than 00:00:00 and up to 00:00:30.");
        fifo.Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().Equal(
            "BatchSize is 11, outside 1 to 10.", "MaximumBatchingWindow is 00:00:01; a FIFO queue has none.");
    }
}
