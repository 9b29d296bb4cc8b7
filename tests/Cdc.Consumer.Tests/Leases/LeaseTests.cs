using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;

namespace Cdc.Consumer.Tests.Leases;

public sealed class LeaseTests
{
    // How long a call may take: a quarter of the visibility timeout, and no more than ten seconds.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(7.5);
    private static readonly TimeSpan _longestPatience = TimeSpan.FromSeconds(10);

    // For how long a handler may run, where a test or the default says so.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly WatchedTime _time = new(watchesChanges: true)
    {
        Ignores = due => due == _patience || due == _longestPatience || due == _limit || due == TimeSpan.FromMinutes(5) || due == TimeSpan.FromHours(12),
    };
    private readonly FakeSqs _sqs = new();
    private readonly TaskCompletionSource _finish = new();

    [Fact]
    public async Task EverythingHeld_WaitingOrRunning_IsExtendedAtHalfTheTimeoutInBatchesOfTen()
    {
        for (var key = 0; key < 12; key++) _sqs.Send(Changes.Body($"k{key % 4}", key));
        await using var host = await StartAsync(options => options.MaxConcurrency = 10);
        await host.UntilBegunAsync(4);
        await _sqs.Changed.UntilAsync(() => _sqs.Waiting == 0);
        await UntilHeldAsync(host, 12);

        _time.Advance(TimeSpan.FromSeconds(14.9));
        _sqs.HideCalls.Should().BeEmpty();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Count() == 12);

        _sqs.Hidden.Should().OnlyContain(hidden => hidden.Seconds == 30).And.OnlyHaveUniqueItems();
        _sqs.HideCalls.Select(call => call.Entries.Count).Should().BeEquivalentTo([10, 2]);
        _finish.SetResult();
    }

    [Fact]
    public async Task Extension_WhileEveryHandlerBlocksItsThread_IsMadeAllTheSame()
    {
        for (var number = 0; number < 60; number++) _sqs.Send(Changes.Body($"k{number}"));
        await using var host = await ConsumerHost.StartAsync(
            (_, cancellationToken) =>
            {
                _finish.Task.Wait(HangGuard.Patience, cancellationToken);
                return Task.CompletedTask;
            },
            options => options.MaxConcurrency = 60,
            _time,
            _sqs);
        await host.UntilBegunAsync(60);

        _time.Advance(TimeSpan.FromSeconds(15));
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Count() == 60);

        _sqs.Deleted.Should().BeEmpty();
        _finish.SetResult();
    }

    [Fact]
    public async Task Extension_GoesOnUntilTheHandlerEnds()
    {
        _sqs.Send(Changes.Body("a"));
        await using var host = await StartAsync();
        await host.UntilBegunAsync(1);

        for (var extension = 1; extension <= 4; extension++)
        {
            (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(15));
            await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == extension);
        }

        _finish.SetResult();
        await host.StopAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        _sqs.HideCalls.Should().HaveCount(4);
        _sqs.Deleted.Keys.Should().Equal("h-1");
    }

    [Fact]
    public async Task Extension_ThatFails_IsTriedAgainSoonerWithALogLine()
    {
        _sqs.OnHide = (_, call) => call == 1 ? throw new HttpRequestException("refused") : null;
        _sqs.Send(Changes.Body("a"));
        await using var host = await StartAsync();
        await host.UntilBegunAsync(1);

        await _time.ElapseAsync();
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2302).Length == 1);
        (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(3.75));
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 2);

        host.Logs.Of(2302)[0].Text.Should().Contain("m-1").And.Contain("network");
        _finish.SetResult();
    }

    [Fact]
    public async Task Extension_ThatSqsRefuses_IsALogLineAndNotTriedAgain()
    {
        _sqs.OnHide = (_, _) => [new BatchResultErrorEntry { Id = "0", Code = "ReceiptHandleIsInvalid", SenderFault = true }];
        _sqs.Send(Changes.Body("a"));
        await using var host = await StartAsync();
        await host.UntilBegunAsync(1);

        _time.Advance(TimeSpan.FromSeconds(15));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2303).Length == 1);
        _time.Advance(TimeSpan.FromSeconds(60));
        _finish.SetResult();
        await host.StopAsync();

        _sqs.HideCalls.Should().ContainSingle();
        _sqs.Deleted.Keys.Should().Equal("h-1");
    }

    [Fact]
    public async Task Extension_ThatDoesNotAnswer_IsGivenUpAndTriedAgain()
    {
        _sqs.Send(Changes.Body("a"));
        await using var host = await StartAsync();
        using var silence = new Silence(_sqs, _finish);
        await host.UntilBegunAsync(1);

        (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(15));
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 1);
        _time.Advance(_patience);
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2302).Length == 1);
        (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(3.75));
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 2);

        host.Logs.Of(2302)[0].Error.Should().BeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task Extension_ThatDoesNotAnswer_DoesNotHoldUpTheOthers()
    {
        for (var key = 0; key < 11; key++) _sqs.Send(Changes.Body($"k{key}"));
        await using var host = await StartAsync(options => (options.MaxConcurrency, options.MaxProcessingTime) = (20, TimeSpan.FromSeconds(18)));
        using var silence = new Silence(_sqs, _finish);
        await host.UntilBegunAsync(11);

        _time.Advance(TimeSpan.FromSeconds(15));
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 2);
        _time.Advance(TimeSpan.FromSeconds(3));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2203).Length > 0);

        host.Logs.Of(2302).Should().BeEmpty("the first call is still under way");
    }

    [Fact]
    public async Task Handler_WhoseMessageSqsHidesNoLonger_HasMaxProcessingTimeAllTheSame()
    {
        _sqs.OnHide = (_, call) => call == 1 ? [new BatchResultErrorEntry { Id = "0", Code = "ReceiptHandleIsInvalid", SenderFault = true }] : null;
        _sqs.Send(Changes.Body("a"));
        await using var host = await StartWithEndlessHandlerAsync();
        await host.UntilBegunAsync(1);

        (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(15));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2303).Length == 1);
        _time.Advance(TimeSpan.FromSeconds(5));

        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2200).Length == 1);
        host.Logs.Of(2203).Should().ContainSingle();
    }

    [Fact]
    public async Task Handler_AtMaxProcessingTime_IsCancelledAndItsMessageComesBackAsAfterAFailure()
    {
        _sqs.Send(Changes.Body("a"));
        await using var host = await StartWithEndlessHandlerAsync();
        await host.UntilBegunAsync(1);

        (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(15));
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(5));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2200).Length == 1);
        await host.StopAsync();

        host.Logs.Of(2200)[0].Error.Should().BeAssignableTo<OperationCanceledException>();
        _sqs.Hidden.Last().Should().Match<(string Handle, int Seconds)>(hidden => hidden.Handle == "h-1" && hidden.Seconds >= 3 && hidden.Seconds <= 5);
        _sqs.Deleted.Should().BeEmpty();
    }

    [Fact]
    public async Task Message_ThatWaitsForLongerThanMaxProcessingTime_StaysHiddenAndRunsInItsTurn()
    {
        _sqs.Send(Changes.Body("a", 1));
        _sqs.Send(Changes.Body("a", 2));
        await using var host = await StartAsync(options => options.MaxProcessingTime = _limit);
        await UntilHeldAsync(host, 2);

        for (var extension = 1; extension <= 2; extension++)
        {
            (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(15));
            await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == extension);
        }

        _finish.SetResult();
        await UntilHeldAsync(host, 0);
        await host.StopAsync();

        host.BegunIds.Should().Equal("a-1", "a-2");
        _sqs.Released.Should().BeEmpty();
        _sqs.Deleted.Keys.Should().BeEquivalentTo(["h-1", "h-2"], "the first one's handler came to an end, cancelled or not");
    }

    [Fact]
    public async Task Message_ThatSqsHidesNoLongerWhenItsTurnComes_IsNotRun()
    {
        _sqs.OnHide = (request, _) => [.. request.Entries.Where(entry => entry.ReceiptHandle == "h-2")
            .Select(entry => new BatchResultErrorEntry { Id = entry.Id, Code = "ReceiptHandleIsInvalid", SenderFault = true })];
        _sqs.Send(Changes.Body("a", 1));
        _sqs.Send(Changes.Body("a", 2));
        await using var host = await StartAsync();
        await UntilHeldAsync(host, 2);

        for (var extension = 1; extension <= 2; extension++)
        {
            (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(15));
            await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == extension);
        }

        _finish.SetResult();
        await UntilHeldAsync(host, 0);
        await host.StopAsync();

        host.BegunIds.Should().Equal("a-1");
        host.Logs.Of(2209).Should().ContainSingle().Which.Text.Should().Contain("m-2");
        _sqs.Released.Should().BeEmpty("it may be with another consumer");
        _sqs.Deleted.Keys.Should().Equal("h-1");
    }

    [Fact]
    public async Task Message_ThatIsGivenBackWhileACallHidesItForLonger_HasItsDelayAfterTheCall()
    {
        var fail = new TaskCompletionSource();
        _sqs.Send(Changes.Body("a"), receiveCount: 20);
        await using var host = await ConsumerHost.StartAsync((_, _) => fail.Task, time: _time, sqs: _sqs);
        var answer = new TaskCompletionSource();
        _sqs.OnHiding = (call, cancellationToken) => call == 1 ? answer.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
        await host.UntilBegunAsync(1);
        (await _time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(15));
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 1);

        fail.SetException(new InvalidOperationException("no"));
        await UntilHeldAsync(host, 0);
        answer.SetResult();
        await host.StopAsync();

        _sqs.Hidden.Select(hidden => hidden.Handle).Should().Equal("h-1", "h-1");
        _sqs.Hidden.First().Seconds.Should().Be(30);
        _sqs.Hidden.Last().Seconds.Should().BeGreaterThanOrEqualTo(450, "the delay is what SQS hears last");
    }

    [Fact]
    public async Task MessageHeldForTwelveHours_IsNotHiddenForLonger()
    {
        _sqs.Send(Changes.Body("a"));
        await using var host = await StartAsync(
            options => (options.MaxProcessingTime, options.VisibilityTimeout) = (TimeSpan.FromHours(12), TimeSpan.FromHours(8)));
        await host.UntilBegunAsync(1);

        await _time.ElapseAsync();
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 1);
        await _time.ElapseAsync();
        await _sqs.Changed.UntilAsync(() => _sqs.HideCalls.Count == 2);

        _sqs.Hidden.Select(hidden => hidden.Seconds).Should().Equal((8 * 3600) - 5, (4 * 3600) - 5);
        _finish.SetResult();
    }

    [Theory]
    [InlineData("45", 45)]
    [InlineData("0", 30)]
    public async Task Receive_WithoutTheOption_SaysTheQueuesOwnTimeout(string answer, int seconds)
    {
        _sqs.OnGetVisibility = () => answer;
        await using var host = await StartAsync();

        await _sqs.Changed.UntilAsync(() => !_sqs.Receives.IsEmpty);

        _sqs.Receives.First().VisibilityTimeout.Should().Be(seconds);
    }

    [Fact]
    public async Task Receive_TimeoutThatCannotBeRead_IsThirtySecondsWithALogLine()
    {
        _sqs.OnGetVisibility = () => throw new AmazonSQSException("no") { ErrorCode = "AccessDenied", StatusCode = System.Net.HttpStatusCode.Forbidden };
        await using var host = await StartAsync();

        await _sqs.Changed.UntilAsync(() => !_sqs.Receives.IsEmpty);

        _sqs.Receives.First().VisibilityTimeout.Should().Be(30);
        host.Logs.Of(2103).Should().ContainSingle();
    }

    private static Task UntilHeldAsync(ConsumerHost host, int count) => HangGuard.UntilAsync(() => host.Held == count);

    private Task<ConsumerHost> StartAsync(Action<CdcConsumerOptions>? configure = null) =>
        ConsumerHost.StartAsync((_, _) => _finish.Task, configure, _time, _sqs);

    /// <summary>Starts a consumer whose handler runs until it is cancelled, which is after twenty seconds.</summary>
    private Task<ConsumerHost> StartWithEndlessHandlerAsync() => ConsumerHost.StartAsync(
        (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken),
        options => options.MaxProcessingTime = _limit,
        _time,
        _sqs);

    /// <summary>A first extension that is not answered. It ends with the test, however that ends, and so do the handlers: else the host could not stop.</summary>
    private sealed class Silence : IDisposable
    {
        private readonly TaskCompletionSource _answer = new();
        private readonly TaskCompletionSource _finish;

        public Silence(FakeSqs sqs, TaskCompletionSource finish)
        {
            _finish = finish;
            sqs.OnHiding = (call, cancellationToken) => call == 1 ? _answer.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
        }

        public void Dispose()
        {
            _answer.SetResult();
            _finish.SetResult();
        }
    }
}
