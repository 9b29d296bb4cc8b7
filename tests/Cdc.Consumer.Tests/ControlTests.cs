using Cdc.Consumer.Handling;
using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests;

public sealed class ControlTests
{
    private readonly FakeSqs _sqs = new();

    [Fact]
    public async Task Pause_ReceivesNoMore_UntilResume()
    {
        await using var host = await ConsumerHost.StartAsync(sqs: _sqs);
        var controller = host.Services.GetRequiredKeyedService<CdcConsumerController>("ScriptedHandler");
        (controller.Name, controller.IsPaused).Should().Be(("ScriptedHandler", false));
        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 1);

        controller.Pause();
        controller.Pause();
        _sqs.Send(Changes.Body("a"));
        await host.UntilDeletedAsync(1);
        _sqs.Send(Changes.Body("b"));
        host.Logs.Of(2005).Should().ContainSingle();
        (_sqs.Waiting, _sqs.Receives.Count).Should().Be((1, 1), "only the receive that was under way brought something");

        controller.Resume();
        await host.UntilDeletedAsync(2);
        host.Logs.Of(2006).Should().ContainSingle();
    }

    [Fact]
    public async Task Stop_WhilePaused_Ends()
    {
        await using var host = await ConsumerHost.StartAsync(sqs: _sqs);
        host.Services.GetRequiredKeyedService<CdcConsumerController>("ScriptedHandler").Pause();

        await host.StopAsync();

        host.Logs.Of(2002).Should().ContainSingle();
    }

    [Fact]
    public async Task HandlerThatFailsAtEverything_ReceivesSingleMessagesWithPauses_UntilItSucceeds()
    {
        var failing = true;
        for (var message = 0; message < 10; message++) _sqs.Send(Changes.Body($"k{message}"));
        var time = new WatchedTime(_sqs.Changed);
        await using var host = await ConsumerHost.StartAsync(
            (_, _) => Volatile.Read(ref failing) ? throw new InvalidOperationException("no") : Task.CompletedTask,
            options => options.MaxConcurrentReceives = 1,
            time,
            _sqs);

        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2007).Length == 1);
        _sqs.Send(Changes.Body("brought by the receive under way"));
        await time.ElapseUntilAsync(() => _sqs.Receives.Any(request => request.MaxNumberOfMessages == 1));
        Volatile.Write(ref failing, false);
        _sqs.Send(Changes.Body("tried"));
        await time.ElapseUntilAsync(() => host.Logs.Of(2008).Length == 1);
        _sqs.Send(Changes.Body("after it closed"));
        await time.ElapseUntilAsync(() => _sqs.Waiting == 0 && _sqs.Receives.Last().MaxNumberOfMessages == 10);
    }

    [Fact]
    public async Task KeyTypeThatReadsNothing_ReceivesSingleMessagesWithPauses()
    {
        for (var message = 0; message < 10; message++) _sqs.Send(Changes.Body($"k{message}"));
        var time = new WatchedTime(_sqs.Changed);
        await using var host = await ConsumerHost.StartAsync(
            services => services
                .AddCdcConsumer<long, NumberHandler>(options => (options.QueueUrl, options.MaxConcurrentReceives) = (FakeSqs.QueueUrl, 1)),
            time,
            _sqs);

        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2007).Length == 1);
        _sqs.Send(Changes.Body("brought by the receive under way"));
        await time.ElapseUntilAsync(() => _sqs.Receives.Any(request => request.MaxNumberOfMessages == 1));
        _sqs.Deleted.Should().BeEmpty();
    }

    [Fact]
    public async Task HandlerThatFailsAtEverything_IsNotTakenForMendedByAChangeThatIsStale()
    {
        var time = new WatchedTime(_sqs.Changed, watchesChanges: true);
        await using var host = await ConsumerHost.StartAsync(
            services => services
                .AddInMemoryHighWaterMarks()
                .AddSingleton(new ConsumerHost.Script((change, _) => change.Key == "good" ? Task.CompletedTask : throw new InvalidOperationException("no")))
                .AddCdcConsumer<string, ConsumerHost.ScriptedHandler>("orders")
                .Configure(options => (options.QueueUrl, options.MaxConcurrentReceives) = (FakeSqs.QueueUrl, 1)),
            time,
            _sqs);
        _sqs.Send(Changes.Body("good", 2));
        await time.ElapseUntilAsync(() => _sqs.Deleted.ContainsKey("h-1"));
        for (var message = 0; message < 10; message++) _sqs.Send(Changes.Body($"k{message}"));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2007).Length == 1);

        _sqs.Send(Changes.Body("good", 1));
        await time.ElapseUntilAsync(() => _sqs.Deleted.ContainsKey("h-12"));

        host.Logs.Of(2008).Should().BeEmpty();
    }

    [Fact]
    public void Circuit_EachPause_IsLongerUpToThirtySeconds()
    {
        using var logs = new LogLines(new Signal());
        var circuit = new HandlerCircuit(logs.CreateLogger("Cdc.Test"));
        for (var failure = 1; failure < HandlerCircuit.Threshold; failure++) circuit.Failed();
        circuit.IsOpen.Should().BeFalse();
        circuit.Failed();
        circuit.IsOpen.Should().BeTrue();

        Enumerable.Range(0, 7).Select(_ => circuit.NextPause().TotalSeconds).Should().Equal(1, 2, 4, 8, 16, 30, 30);
        circuit.Succeeded();

        circuit.IsOpen.Should().BeFalse();
        circuit.NextPause().Should().Be(TimeSpan.FromSeconds(1));
        logs.All.Select(line => line.EventId).Should().Equal(2007, 2008);
    }

    [Fact]
    public async Task Stop_WhatAReceiveUnderWayBringsWithinItsGrace_IsGivenBackAtOnce()
    {
        var time = new FakeTimeProvider();
        await using var host = await StartReceivingAsync(time);

        var stop = host.StopAsync();
        time.Advance(TimeSpan.FromSeconds(4));
        _sqs.Send(Changes.Body("late"));
        await stop;

        _sqs.Released.Should().Equal("h-1");
        host.Begun.Should().BeEmpty();
    }

    [Fact]
    public async Task Stop_ReceiveThatTakesLongerThanItsGrace_IsCancelled()
    {
        var time = new FakeTimeProvider();
        await using var host = await StartReceivingAsync(time);

        var stop = host.StopAsync();
        time.Advance(TimeSpan.FromSeconds(4.9));
        stop.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));
        await stop;

        host.Logs.Of(2100).Should().BeEmpty();
    }

    /// <summary>Starts a consumer with five seconds of grace, and waits for its receive.</summary>
    private async Task<ConsumerHost> StartReceivingAsync(FakeTimeProvider time)
    {
        var host = await ConsumerHost.StartAsync(configure: options => options.ReceiveGracePeriod = TimeSpan.FromSeconds(5), time: time, sqs: _sqs);
        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 1);
        return host;
    }

    private sealed class NumberHandler : ICdcHandler<long>
    {
        public Task HandleAsync(CdcContext<long> context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
