using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Dispatch;

public sealed class HotKeyTests
{
    [Fact]
    public async Task KeyWithTooManyMessages_TheNewestAreGivenBackAndOtherKeysPass()
    {
        var release = new TaskCompletionSource();
        var sqs = new FakeSqs();
        for (var sequence = 1; sequence <= 5; sequence++) sqs.Send(Changes.Body("hot", sequence));
        sqs.Send(Changes.Body("cold"));
        await using var host = await ConsumerHost.StartAsync(
            (change, _) => change.Key == "hot" ? release.Task : Task.CompletedTask, options => options.MaxHeldPerKey = 2, sqs: sqs);

        await host.UntilDeletedAsync(1);
        await sqs.Changed.UntilAsync(() => sqs.Hidden.Count() == 3);
        release.SetResult();
        await host.UntilDeletedAsync(3);

        sqs.Deleted.Keys.Should().BeEquivalentTo("h-1", "h-2", "h-6");
        sqs.Hidden.Should().OnlyContain(hidden => hidden.Seconds == 1, "nothing is known yet of how long the key takes")
            .And.OnlyContain(hidden => hidden.Handle == "h-3" || hidden.Handle == "h-4" || hidden.Handle == "h-5");
        host.BegunIds.Where(id => id.StartsWith("hot", StringComparison.Ordinal)).Should().Equal("hot-1", "hot-2");
    }

    [Fact]
    public async Task KeyThatTakesLong_WhatIsGivenBackComesBackWhenItsTurnMayHaveCome()
    {
        var time = new FakeTimeProvider();
        var ends = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        await using var host = await ConsumerHost.StartAsync(
            (change, _) => change.Id == "hot-1" ? ends[0].Task : ends[1].Task, options => options.MaxHeldPerKey = 2, time);
        host.Sqs.Send(Changes.Body("hot", 1));
        host.Sqs.Send(Changes.Body("hot", 2));
        await host.UntilBegunAsync(1);
        time.Advance(TimeSpan.FromSeconds(10));
        ends[0].SetResult();
        await host.UntilBegunAsync(2);

        for (var sequence = 3; sequence <= 13; sequence++) host.Sqs.Send(Changes.Body("hot", sequence));
        await host.Sqs.Changed.UntilAsync(() => host.Sqs.Hidden.Count() == 10);

        host.Sqs.Hidden.Select(hidden => hidden.Handle).Should().Equal(Enumerable.Range(4, 10).Select(number => $"h-{number}"));
        host.Sqs.Hidden.Select(hidden => hidden.Seconds).Should().Equal(
            Enumerable.Range(0, 10).Select(place => 31 + (10 * place)), "two are held, each takes ten seconds, and the others queue up behind them");
        ends[1].SetResult();
    }

    [Fact]
    public async Task FifoQueue_GroupWithManyMessages_IsLeftToSqs()
    {
        var release = new TaskCompletionSource();
        var sqs = new FakeSqs();
        for (var sequence = 1; sequence <= 5; sequence++) sqs.Send(Changes.Body("hot", sequence), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        await using var host = await ConsumerHost.StartAsync(
            (_, _) => release.Task, options => (options.QueueUrl, options.MaxHeldPerKey) = (FakeSqs.FifoQueueUrl, 1), sqs: sqs);

        await host.UntilBegunAsync(1);
        release.SetResult();
        await host.UntilDeletedAsync(5);

        sqs.HideCalls.Should().BeEmpty();
    }
}
