using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests;

public sealed class HealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeSqs _sqs = new();

    [Fact]
    public async Task Check_ConsumerThatReceives_IsHealthy()
    {
        await using var host = await ConsumerHost.StartAsync(time: _time, sqs: _sqs);

        var result = await CheckAsync(host);

        result.Status.Should().Be(HealthStatus.Healthy);
        result.Data.Should().Contain("ScriptedHandler", "receives");
    }

    [Fact]
    public async Task Check_NoReceiveSucceededForLong_IsUnhealthy()
    {
        _sqs.OnReceive = _ => throw new HttpRequestException("refused");
        await using var host = await ConsumerHost.StartAsync(time: _time, sqs: _sqs);

        _time.Advance(TimeSpan.FromSeconds(120));
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
        _time.Advance(TimeSpan.FromSeconds(1));

        var result = await CheckAsync(host);
        result.Status.Should().Be(HealthStatus.Unhealthy);
        result.Description.Should().Be("Consumer 'ScriptedHandler': no receive has succeeded for 121 seconds.");
    }

    [Fact]
    public async Task Check_PausedConsumer_IsHealthy_AndHasItsTimeAgainAfterTheResume()
    {
        await using var host = await ConsumerHost.StartAsync(time: _time, sqs: _sqs);
        var controller = host.Services.GetRequiredKeyedService<CdcConsumerController>("ScriptedHandler");

        controller.Pause();
        _time.Advance(TimeSpan.FromHours(1));
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
        controller.Resume();

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_WhileAHandlerEndsAndTheHostStops_IsHealthy()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sqs.Send(Changes.Body("a"));
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, time: _time, sqs: _sqs);
        await host.UntilBegunAsync(1);
        var stop = host.StopAsync();

        _time.Advance(TimeSpan.FromSeconds(200));

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
        finish.SetResult();
        await stop;
    }

    [Fact]
    public async Task Check_HandlersSoBusyThatNothingIsReceived_IsHealthy()
    {
        var finish = new TaskCompletionSource();
        for (var key = 0; key < 20; key++) _sqs.Send(Changes.Body($"k{key}"));
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, options => options.MaxConcurrency = 1, _time, _sqs);
        await host.UntilBegunAsync(1);
        await HangGuard.UntilAsync(() => host.IsFull);

        _time.Advance(TimeSpan.FromMinutes(3));

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
        finish.SetResult();
    }

    [Fact]
    public async Task Check_ReceiveThatBeginsAfterHandlersWereBusyForLong_IsHealthy()
    {
        var finish = new TaskCompletionSource();
        for (var key = 0; key < 10; key++) _sqs.Send(Changes.Body($"k{key}"));
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, options => (options.MaxConcurrency, options.MaxConcurrentReceives) = (1, 1), _time, _sqs);
        await host.UntilBegunAsync(1);
        await HangGuard.UntilAsync(() => host.IsFull);

        _time.Advance(TimeSpan.FromMinutes(3));
        finish.SetResult();
        await _sqs.Changed.UntilAsync(() => _sqs.Polling == 1);

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_HandlerThatDoesNotHeedItsCancellation_IsUnhealthyUntilItEnds()
    {
        var finish = new TaskCompletionSource();
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, options => options.MaxProcessingTime = TimeSpan.FromSeconds(5), _time, _sqs);
        _sqs.Send(Changes.Body("a"));
        await host.UntilBegunAsync(1);

        _time.Advance(TimeSpan.FromSeconds(5));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2203).Length == 1);
        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Unhealthy);
        finish.SetResult();
        await host.StopAsync();

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Check_HandlerThatFailsAtEverything_IsDegraded()
    {
        for (var key = 0; key < 10; key++) _sqs.Send(Changes.Body($"k{key}"));
        await using var host = await ConsumerHost.StartAsync((_, _) => throw new InvalidOperationException("no"), time: _time, sqs: _sqs);
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2007).Length == 1);

        (await CheckAsync(host)).Status.Should().Be(HealthStatus.Degraded);
    }

    private static Task<HealthCheckResult> CheckAsync(ConsumerHost host)
    {
        var check = host.Services.GetRequiredService<CdcConsumerHealthCheck>();
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("cdc", check, HealthStatus.Unhealthy, tags: null) };
        return check.CheckHealthAsync(context);
    }
}
