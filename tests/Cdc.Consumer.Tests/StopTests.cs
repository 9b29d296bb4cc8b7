using Cdc.Consumer.Tests.Fakes;

namespace Cdc.Consumer.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task Stop_WaitsForWhatRuns_ReleasesWhatWaits_AndDeletesWhatWasHandled()
    {
        var finish = new TaskCompletionSource();
        var sqs = new FakeSqs();
        foreach (var key in new[] { "a", "b", "c", "d" }) sqs.Send(Changes.Body(key));
        sqs.Send(Changes.Body("a", 2));
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, options => options.MaxConcurrency = 2, sqs: sqs);
        await host.UntilBegunAsync(2);

        var stop = host.StopAsync();
        stop.IsCompleted.Should().BeFalse("two handlers run");
        finish.SetResult();
        await stop;

        host.BegunIds.Should().BeEquivalentTo("a-1", "b-1");
        sqs.Deleted.Keys.Should().BeEquivalentTo("h-1", "h-2");
        sqs.Released.Should().BeEquivalentTo("h-3", "h-4", "h-5");
        sqs.HideCalls.SelectMany(call => call.Entries).Should().OnlyContain(entry => entry.VisibilityTimeout == 0);
        host.Logs.Of(2001).Should().ContainSingle();
    }

    [Fact]
    public async Task Dispose_OfAHostThatWasNotStopped_GivesBackWhatWaits_AndDeletesWhatIsHandled()
    {
        var finish = new TaskCompletionSource();
        var sqs = new FakeSqs();
        foreach (var key in new[] { "a", "b" }) sqs.Send(Changes.Body(key));
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, options => options.MaxConcurrency = 1, sqs: sqs);
        await host.UntilBegunAsync(1);

        host.Abandon();
        await sqs.Changed.UntilAsync(() => sqs.Released.Any());
        finish.SetResult();
        await host.UntilDeletedAsync(1);

        host.BegunIds.Should().Equal("a-1");
        sqs.Released.Should().Equal("h-2");
        sqs.Deleted.Keys.Should().Equal("h-1");
    }

    [Fact]
    public async Task Stop_HeldChangeOfAKeyThatRuns_IsReleasedOnlyWhenTheEarlierOneHasEnded()
    {
        var finish = new TaskCompletionSource();
        await using var host = await ConsumerHost.StartAsync((_, _) => finish.Task, options => options.MaxConcurrency = 1);
        host.Sqs.Send(Changes.Body("a", 1));
        await host.UntilBegunAsync(1);
        host.Sqs.Send(Changes.Body("a", 2));
        host.Sqs.Send(Changes.Body("b", 1));
        await host.Sqs.Changed.UntilAsync(() => host.Sqs.Waiting == 0);

        var stop = host.StopAsync();
        await host.Sqs.Changed.UntilAsync(() => host.Sqs.Released.Any());
        host.Sqs.Released.Should().Equal("h-3");
        finish.SetResult();
        await stop;

        host.Sqs.Released.Should().Equal("h-3", "h-2");
        host.Sqs.Deleted.Keys.Should().Equal("h-1");
    }

    [Fact]
    public async Task Stop_ReceivesNoMore()
    {
        await using var host = await ConsumerHost.StartAsync();
        await host.Sqs.Changed.UntilAsync(() => !host.Sqs.Receives.IsEmpty);

        await host.StopAsync();
        host.Sqs.Send(Changes.Body("late"));

        host.Sqs.Receives.Should().ContainSingle();
        host.Sqs.Waiting.Should().Be(1);
    }

    [Fact]
    public async Task Stop_HandlerThatHeedsItsCancellation_IsReleasedAndNotDeleted()
    {
        await using var host = await ConsumerHost.StartAsync((change, cancellationToken) => change.Key == "stuck"
            ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            : Task.CompletedTask);
        host.Sqs.Send(Changes.Body("stuck"));
        host.Sqs.Send(Changes.Body("good"));
        await host.UntilBegunAsync(2);

        await host.StopAsync(outOfTime: new CancellationToken(canceled: true));

        host.Sqs.Deleted.Keys.Should().Equal("h-2");
        host.Sqs.Released.Should().Equal("h-1");
        host.Logs.Of(2003).Should().ContainSingle();
        host.Logs.Of(2202).Should().ContainSingle().Which.Text.Should().Contain("m-1").And.Contain("stuck-1");
        host.Logs.Of(2200).Should().BeEmpty();
    }

    [Fact]
    public async Task Stop_BeforeTheHostIsOutOfTime_DoesNotCancelHandlers()
    {
        var finish = new TaskCompletionSource();
        var token = CancellationToken.None;
        await using var host = await ConsumerHost.StartAsync((_, cancellationToken) =>
        {
            token = cancellationToken;
            return finish.Task;
        });
        host.Sqs.Send(Changes.Body("a"));
        await host.UntilBegunAsync(1);

        using var outOfTime = new CancellationTokenSource();
        var stop = host.StopAsync(outOfTime.Token);
        token.IsCancellationRequested.Should().BeFalse();
        await outOfTime.CancelAsync();
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2003).Length == 1);
        finish.SetResult();
        await stop;

        token.IsCancellationRequested.Should().BeTrue();
        host.Sqs.Deleted.Keys.Should().Equal("h-1");
    }

    [Fact]
    public async Task Stop_HandlerThatDoesNotHeedItsCancellation_IsLeftBehindAfterASecond()
    {
        var never = new TaskCompletionSource();
        var time = new WatchedTime() { Ignores = due => due != TimeSpan.FromSeconds(1) };
        await using var host = await ConsumerHost.StartAsync((_, _) => never.Task, time: time);
        host.Sqs.Send(Changes.Body("a"));
        await host.UntilBegunAsync(1);

        try
        {
            var stop = host.StopAsync(new CancellationToken(canceled: true));
            await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2003).Length == 1);
            await time.UntilSetUpAsync();
            stop.IsCompleted.Should().BeFalse();
            await time.ElapseAsync();
            await stop.WaitAsync(HangGuard.Patience);

            host.Logs.Of(2004).Should().ContainSingle();
            host.Sqs.Deleted.Should().BeEmpty();
            host.Sqs.Released.Should().BeEmpty("its handler still runs");
        }
        finally
        {
            never.SetResult();
        }
    }

    [Fact]
    public async Task Stop_DeletesWithATokenOfItsOwn()
    {
        var finish = new TaskCompletionSource();
        var sqs = new FakeSqs();
        var cancelled = new List<bool>();
        sqs.OnDelete = (_, _, cancellationToken) =>
        {
            cancelled.Add(cancellationToken.IsCancellationRequested);
            return Task.FromResult<List<Amazon.SQS.Model.BatchResultErrorEntry>?>(null);
        };
        await using var host = await ConsumerHost.StartAsync(
            (_, cancellationToken) =>
            {
                cancellationToken.Register(finish.SetResult);
                return finish.Task;
            },
            sqs: sqs);
        sqs.Send(Changes.Body("a"));
        await host.UntilBegunAsync(1);

        await host.StopAsync(new CancellationToken(canceled: true));

        cancelled.Should().Equal(false);
        sqs.Deleted.Keys.Should().Equal("h-1");
    }
}
