using Cdc.Consumer.Tests.Fakes;

namespace Cdc.Consumer.Tests;

public sealed class ConsumerTests
{
    [Fact]
    public async Task Handler_Succeeds_MessageIsDeleted()
    {
        await using var host = await ConsumerHost.StartAsync();

        host.Sqs.Send(Changes.Body("a"));
        await host.UntilDeletedAsync(1);

        host.Begun.Should().ContainSingle().Which.Should().Be(Changes.Of("a"));
        host.Sqs.Deleted.Keys.Should().Equal("h-1");
    }

    [Fact]
    public async Task Handler_Throws_MessageIsLoggedAndNotDeleted()
    {
        await using var host = await ConsumerHost.StartAsync(
            (change, _) => change.Key == "bad" ? throw new InvalidOperationException("no") : Task.CompletedTask);

        host.Sqs.Send(Changes.Body("bad", 7), receiveCount: 3);
        host.Sqs.Send(Changes.Body("good"));
        await host.UntilDeletedAsync(1);
        await host.StopAsync();

        host.Sqs.Deleted.Keys.Should().Equal("h-2");
        host.Sqs.Released.Should().BeEmpty("a failed message comes back after a while");
        host.Sqs.Hidden.Should().ContainSingle().Which.Should().Match<(string Handle, int Seconds)>(
            hidden => hidden.Handle == "h-1" && hidden.Seconds >= 10 && hidden.Seconds <= 20, "5 seconds were doubled twice, less up to a half");
        var line = host.Logs.Of(2200).Should().ContainSingle().Subject;
        line.Text.Should().Contain("m-1").And.Contain("bad-7").And.Contain("sequence 0000000000000000000000000000000000000007").And.Contain("receive 3");
        line.Error.Should().BeOfType<InvalidOperationException>();
    }

    [Theory]
    [InlineData("not JSON, and secret")]
    [InlineData("""{"hello":"secret"}""")]
    [InlineData("")]
    [InlineData("[]")]
    public async Task Message_Unreadable_IsLoggedWithoutItsBodyAndNotDeleted(string body)
    {
        await using var host = await ConsumerHost.StartAsync();

        host.Sqs.Send(body, receiveCount: 2);
        host.Sqs.Send(Changes.Body("good"));
        await host.UntilDeletedAsync(1);
        await host.StopAsync();

        host.Sqs.Deleted.Keys.Should().Equal("h-2");
        var line = host.Logs.Of(2102).Should().ContainSingle().Subject;
        line.Text.Should().Contain("m-1").And.Contain("receive 2").And.NotContain("secret");
        line.Error.Should().BeNull("its text could quote the body");
    }

    [Fact]
    public async Task Message_WrappedBySns_IsHandledAndDeleted()
    {
        await using var host = await ConsumerHost.StartAsync();

        host.Sqs.Send(Changes.Wrapped(Changes.Body("a")));
        await host.UntilDeletedAsync(1);

        host.BegunIds.Should().Equal("a-1");
    }

    [Fact]
    public async Task Message_WithSeveralChanges_IsHandledInOrderAndDeletedOnce()
    {
        await using var host = await ConsumerHost.StartAsync();

        host.Sqs.Send(Changes.Wrapped(Changes.Array(Changes.Body("b", 1), Changes.Body("a", 2), Changes.Body("b", 3))));
        await host.UntilDeletedAsync(1);
        await host.StopAsync();

        host.BegunIds.Should().BeEquivalentTo("b-1", "a-2", "b-3").And.ContainInOrder("b-1", "b-3");
        host.Sqs.DeleteCalls.Should().ContainSingle().Which.Entries.Should().ContainSingle();
    }

    [Fact]
    public async Task Message_WhoseSecondChangeFails_IsNotDeletedAndItsThirdRunsAllTheSame()
    {
        await using var host = await ConsumerHost.StartAsync((change, _) =>
            change.Key == "bad" ? Task.FromException(new InvalidOperationException("no")) : Task.CompletedTask);

        host.Sqs.Send(Changes.Array(Changes.Body("a"), Changes.Body("bad"), Changes.Body("c")));
        await host.UntilBegunAsync(3);
        await host.StopAsync();

        host.BegunIds.Should().BeEquivalentTo("a-1", "bad-1", "c-1");
        host.Sqs.Deleted.Should().BeEmpty();
        host.Logs.Of(2200)[0].Text.Should().Contain("bad-1");
    }

    [Fact]
    public async Task Changes_OfOneKey_RunOneAfterTheOther_WhileOtherKeysPass()
    {
        var release = new TaskCompletionSource();
        await using var host = await ConsumerHost.StartAsync((change, _) => change.Id == "slow-1" ? release.Task : Task.CompletedTask);

        host.Sqs.Send(Changes.Body("slow", 1));
        host.Sqs.Send(Changes.Body("slow", 2));
        for (var other = 0; other < 7; other++) host.Sqs.Send(Changes.Body($"other{other}"));
        await host.UntilDeletedAsync(7);
        host.BegunIds.Should().NotContain("slow-2");

        release.SetResult();
        await host.UntilDeletedAsync(9);
        host.BegunIds.Should().EndWith("slow-2");
    }

    [Fact]
    public async Task Changes_OfOneKey_AfterAFailure_RunOnAStandardQueue()
    {
        var fail = new TaskCompletionSource();
        await using var host = await ConsumerHost.StartAsync((change, _) => change.Id == "a-1" ? fail.Task : Task.CompletedTask);

        host.Sqs.Send(Changes.Body("a", 1));
        host.Sqs.Send(Changes.Body("a", 2));
        await host.UntilBegunAsync(1);
        fail.SetException(new InvalidOperationException("no"));
        await host.UntilDeletedAsync(1);

        host.Sqs.Deleted.Keys.Should().Equal("h-2");
    }

    [Fact]
    public async Task Changes_OfOneKey_AfterAFailure_AreReleasedOnAFifoQueue()
    {
        var fail = new TaskCompletionSource();
        var sqs = new FakeSqs();
        sqs.Send(Changes.Body("a", 1), queueUrl: FakeSqs.FifoQueueUrl, group: "a");
        sqs.Send(Changes.Body("a", 2), queueUrl: FakeSqs.FifoQueueUrl, group: "a");
        sqs.Send(Changes.Array(Changes.Body("a", 3), Changes.Body("b", 1)), queueUrl: FakeSqs.FifoQueueUrl, group: "a");
        sqs.Send(Changes.Body("b", 2), queueUrl: FakeSqs.FifoQueueUrl, group: "b");
        sqs.Send(Changes.Body("c", 1), queueUrl: FakeSqs.FifoQueueUrl, group: "c");
        await using var host = await ConsumerHost.StartAsync(
            (change, _) => change.Id == "a-1" ? fail.Task : Task.CompletedTask, options => options.QueueUrl = FakeSqs.FifoQueueUrl, sqs: sqs);

        await host.UntilDeletedAsync(1);
        fail.SetException(new InvalidOperationException("no"));
        await sqs.Changed.UntilAsync(() => sqs.Released.Count() == 3);
        await host.StopAsync();

        host.BegunIds.Should().BeEquivalentTo("a-1", "c-1");
        sqs.Deleted.Keys.Should().Equal("h-5");
        sqs.Released.Should().BeEquivalentTo("h-2", "h-3", "h-4");
    }

    [Fact]
    public async Task Handlers_RunSideBySide_UpToMaxConcurrency_AndNoMoreIsReceivedThanCanBeHeld()
    {
        var release = new TaskCompletionSource();
        var sqs = new FakeSqs();
        for (var key = 0; key < 20; key++) sqs.Send(Changes.Body($"k{key}"));
        await using var host = await ConsumerHost.StartAsync(
            (_, _) => release.Task,
            options => (options.MaxConcurrency, options.MaxHeldChanges) = (3, 5),
            sqs: sqs);

        await host.UntilBegunAsync(3);
        var received = sqs.Receives.Sum(request => request.MaxNumberOfMessages);
        var begun = host.Begun.Count;
        release.SetResult();
        await host.UntilDeletedAsync(20);

        (received, begun).Should().Be((5, 3));
    }

    [Fact]
    public async Task Receive_AsksForLongPollsTheVisibilityTimeoutAndTheReceiveCount()
    {
        await using var host = await ConsumerHost.StartAsync(configure: options => options.VisibilityTimeout = TimeSpan.FromMinutes(2));

        await host.Sqs.Changed.UntilAsync(() => !host.Sqs.Receives.IsEmpty);

        var request = host.Sqs.Receives.First();
        (request.QueueUrl, request.WaitTimeSeconds, request.VisibilityTimeout, request.MaxNumberOfMessages).Should().Be((FakeSqs.QueueUrl, 20, 120, 10));
        request.MessageSystemAttributeNames.Should().Equal("ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp");
    }
}
