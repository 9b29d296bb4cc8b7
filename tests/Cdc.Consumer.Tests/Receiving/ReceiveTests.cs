using Amazon.SQS.Model;
using Cdc.Consumer.Receiving;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Tests.Receiving;

public sealed class ReceiveTests
{
    [Fact]
    public async Task Receive_MissingQueue_BacksOffLogsOnceAndSaysWhenItWorks()
    {
        var sqs = new FakeSqs { OnReceive = number => ThrowIf(number <= 12, new QueueDoesNotExistException("gone")) };
        sqs.Send(Changes.Body("a"));
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(sqs: sqs, time: time);

        var waits = new List<TimeSpan>();
        for (var failure = 0; failure < 12; failure++) waits.Add(await time.ElapseAsync());
        await host.UntilBegunAsync(1);

        waits.Should().OnlyContain(wait => wait >= ReceiveSpell.FirstPause / 2 && wait <= ReceiveSpell.LongestPause);
        waits[^1].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(15));
        var error = host.Logs.Of(2100).Should().ContainSingle().Subject;
        error.Level.Should().Be(LogLevel.Error);
        error.Text.Should().Contain(FakeSqs.QueueUrl).And.Contain(SqsFault.MissingQueue);
        error.Error.Should().BeOfType<QueueDoesNotExistException>();
        host.Logs.Of(2101).Should().ContainSingle().Which.Text.Should().Contain("after 12 failures");
    }

    [Fact]
    public async Task Receive_FaultThatChanges_IsLoggedOnceMore()
    {
        var sqs = new FakeSqs
        {
            OnReceive = number =>
            {
                ThrowIf(number <= 2, new QueueDoesNotExistException("gone"));
                ThrowIf(number <= 4, new HttpRequestException("refused"));
            },
        };
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(sqs: sqs, time: time);

        for (var failure = 0; failure < 4; failure++) await time.ElapseAsync();
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2101).Length == 1);

        host.Logs.Of(2100).Select(line => line.Error!.GetType()).Should().Equal(typeof(QueueDoesNotExistException), typeof(HttpRequestException));
    }

    [Fact]
    public async Task Receive_SecondSpell_IsLoggedAgain()
    {
        var sqs = new FakeSqs { OnReceive = number => ThrowIf(number % 2 == 1, new HttpRequestException("refused")) };
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(sqs: sqs, time: time);

        await time.ElapseAsync();
        await time.ElapseAsync();
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2101).Length == 2);

        host.Logs.Of(2100).Length.Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Receive_AfterAFailure_DoesNotWaitForMessages()
    {
        var sqs = new FakeSqs { OnReceive = number => ThrowIf(number == 1, new HttpRequestException("refused")) };
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(sqs: sqs, time: time);

        await time.ElapseAsync();
        await sqs.Changed.UntilAsync(() => sqs.Receives.Count == 3);

        sqs.Receives.Select(request => request.WaitTimeSeconds).Should().Equal(20, 0, 20);
    }

    [Fact]
    public async Task Receive_WhileTheQueueIsEmptyAndWaitTimeIsZero_PausesForASecond()
    {
        var sqs = new FakeSqs();
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(configure: options => options.WaitTime = TimeSpan.Zero, sqs: sqs, time: time);

        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(1));
        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(1));

        sqs.Receives.Count.Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Receive_FromAnEndpointThatDoesNotWait_PausesForASecond()
    {
        var sqs = new FakeSqs { AnswersAtOnce = true };
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(sqs: sqs, time: time);

        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(1));
        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(1));

        sqs.Receives.Should().OnlyContain(request => request.WaitTimeSeconds == 20);
    }

    [Fact]
    public async Task Host_ThatStartsInAnActivity_ReceivesAndHandlesWithoutItsContext()
    {
        var sqs = new FakeSqs();
        var own = new AsyncLocal<string?>();
        var seen = new System.Collections.Concurrent.ConcurrentQueue<(string?, System.Diagnostics.Activity?)>();
        sqs.OnReceive = _ => seen.Enqueue((own.Value, System.Diagnostics.Activity.Current));
        own.Value = "the starter's";
        using var activity = new System.Diagnostics.Activity("start").Start();
        await using var host = await ConsumerHost.StartAsync(
            (_, _) =>
            {
                seen.Enqueue((own.Value, System.Diagnostics.Activity.Current));
                return Task.CompletedTask;
            },
            sqs: sqs);

        sqs.Send(Changes.Body("a"));
        await host.UntilDeletedAsync(1);

        seen.Should().HaveCountGreaterThanOrEqualTo(2).And.OnlyContain(context => context.Item1 == null && context.Item2 == null);
    }

    [Fact]
    public async Task QueueName_QueueThatIsMadeLater_IsFound()
    {
        var asked = 0;
        var sqs = new FakeSqs
        {
            OnGetQueueUrl = name =>
            {
                ThrowIf(Interlocked.Increment(ref asked) <= 2, new QueueDoesNotExistException("gone"));
                return $"http://sqs.invalid/000000000000/{name}";
            },
        };
        sqs.Send(Changes.Body("a"), queueUrl: "http://sqs.invalid/000000000000/by-name");
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(configure: UseName, sqs: sqs, time: time);

        await time.ElapseAsync();
        await time.ElapseAsync();
        await host.UntilBegunAsync(1);
        await host.StopAsync();

        asked.Should().Be(3);
        sqs.Receives.Should().OnlyContain(request => request.QueueUrl == "http://sqs.invalid/000000000000/by-name");
        sqs.DeleteCalls.Should().ContainSingle().Which.QueueUrl.Should().Be("http://sqs.invalid/000000000000/by-name");
        host.Logs.Of(2100).Should().ContainSingle();
    }

    [Fact]
    public async Task QueueName_QueueThatIsMadeAnew_IsLookedUpAgain()
    {
        var asked = 0;
        var sqs = new FakeSqs
        {
            OnGetQueueUrl = _ => $"http://sqs.invalid/{Interlocked.Increment(ref asked)}",
            OnReceive = number => ThrowIf(number == 1, new QueueDoesNotExistException("gone")),
        };
        var time = new WatchedTime();
        await using var host = await ConsumerHost.StartAsync(configure: UseName, sqs: sqs, time: time);

        await time.ElapseAsync();
        await sqs.Changed.UntilAsync(() => sqs.Receives.Count >= 2);

        sqs.Receives.Select(request => request.QueueUrl).Take(2).Should().Equal("http://sqs.invalid/1", "http://sqs.invalid/2");
    }

    private static void UseName(CdcConsumerOptions options) => (options.QueueUrl, options.QueueName) = ("", "by-name");

    private static void ThrowIf(bool condition, Exception error)
    {
        if (condition) throw error;
    }
}
