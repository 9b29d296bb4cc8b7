using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Receiving;

public sealed class AdaptiveReceiveTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeSqs _sqs = new();

    public AdaptiveReceiveTests() => _sqs.Time = _time;

    [Fact]
    public async Task Receives_WhileTheyComeBackFull_GrowToTheLimit()
    {
        for (var key = 0; key < 200; key++) _sqs.Send(Changes.Body($"k{key}"));
        await using var host = await StartAsync(options => options.MaxConcurrentReceives = 4);

        await host.UntilBegunAsync(200);
        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 4);

        _sqs.Receives.Should().OnlyContain(request => request.MaxNumberOfMessages == 10);
    }

    [Fact]
    public async Task Receives_OnAnEmptyQueue_ShrinkToOneAndMakeThreeCallsAMinute()
    {
        for (var key = 0; key < 200; key++) _sqs.Send(Changes.Body($"k{key}"));
        await using var host = await StartAsync(options => options.MaxConcurrentReceives = 4);
        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 4);

        var before = _sqs.Receives.Count;
        _time.Advance(TimeSpan.FromSeconds(20));
        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 1 && _sqs.Receives.Count == before + 1);
        for (var poll = 2; poll <= 4; poll++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            await _sqs.Changed.UntilAsync(() => _sqs.Polling == 1 && _sqs.Receives.Count == before + poll);
        }

        _sqs.Receives.Count.Should().Be(before + 4, "a minute has passed since the first of them");
    }

    [Fact]
    public async Task Receives_OnAnEmptyQueue_AreNoFewerThanTheOptionsSay()
    {
        await using var host = await StartAsync(options => options.MinConcurrentReceives = 3);

        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 3);
        _time.Advance(TimeSpan.FromSeconds(20));
        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 3 && _sqs.Receives.Count == 6);
    }

    [Fact]
    public async Task Receives_AfterASpellOfFailures_AreAsManyAsTheOptionsSayAgain()
    {
        var sqs = new FakeSqs
        {
            OnReceive = number =>
            {
                if (number <= 5) throw new HttpRequestException("refused");
            },
        };
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(configure: options => options.MinConcurrentReceives = 3, time: time, sqs: sqs);

        // Of the three that fail at first, one goes on.
        for (var failure = 3; failure <= 5; failure++) await time.ElapseAsync();
        await sqs.Changed.UntilAsync(() => sqs.Polling == 3);

        host.Logs.Of(2101).Should().ContainSingle().Which.Text.Should().Contain("after 5 failures");
    }

    [Fact]
    public async Task Receives_WhileHandlersAreSlow_HoldNoMoreThanTheyCanDoSoon()
    {
        for (var key = 0; key < 100; key++) _sqs.Send(Changes.Body($"k{key}"));
        var release = new TaskCompletionSource();
        await using var host = await StartAsync(options => options.MaxConcurrency = 2, release.Task);

        await host.UntilBegunAsync(2);
        await _sqs.Changed.UntilAsync(() => _sqs.Waiting == 90);

        _sqs.Receives.Should().ContainSingle("one receive of ten is more than two handlers do in a while");
        release.SetResult();
    }

    private Task<ConsumerHost> StartAsync(Action<CdcConsumerOptions> configure, Task? release = null) =>
        ConsumerHost.StartAsync((_, _) => release ?? Task.CompletedTask, configure, _time, _sqs);
}
