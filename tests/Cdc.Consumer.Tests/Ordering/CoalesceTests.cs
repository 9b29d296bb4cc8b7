using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;

namespace Cdc.Consumer.Tests.Ordering;

public sealed class CoalesceTests
{
    private readonly TaskCompletionSource _first = new();
    private readonly FakeSqs _sqs = new();

    [Fact]
    public async Task NewerChange_TakesThePlaceOfTheOneThatWaits_AndBothAreAcknowledgedAfterIt()
    {
        await using var host = await StartAsync();
        await SendAsync(host, 2, 3, 4);

        _first.SetResult();
        await host.UntilDeletedAsync(5);

        Begun(host).Should().Equal("a-1", "a-4");
        _sqs.DeleteCalls.SelectMany(call => call.Entries).Select(entry => entry.ReceiptHandle).Should().ContainInOrder("h-2", "h-3", "h-4");
    }

    [Fact]
    public async Task OlderChangeThatArrivesLater_IsReplacedByTheNewerOneThatWaits()
    {
        await using var host = await StartAsync();
        await SendAsync(host, 4, 3, 4);

        _first.SetResult();
        await host.UntilDeletedAsync(5);

        Begun(host).Should().Equal("a-1", "a-4");
    }

    [Fact]
    public async Task NewerChangeThatFails_LeavesBothInTheQueue()
    {
        await using var host = await StartAsync(change => change.Id == "a-3" ? throw new InvalidOperationException("no") : Task.CompletedTask);
        await SendAsync(host, 2, 3);

        _first.SetResult();
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Count() == 2);
        await host.StopAsync();

        _sqs.Hidden.Select(hidden => hidden.Handle).Should().BeEquivalentTo("h-2", "h-3");
        _sqs.Deleted.Keys.Should().BeEquivalentTo("h-1", "h-4");
    }

    [Fact]
    public async Task NewerChangeThatIsRejected_IsBuriedAlone_AndTheOlderOneComesAgain()
    {
        await using var host = await StartAsync(change => change.Id == "a-3" ? throw new CdcRejectException("never") : Task.CompletedTask);
        await SendAsync(host, 2, 3);

        _first.SetResult();
        await host.UntilDeletedAsync(3);
        await host.StopAsync();

        _sqs.Deleted.Keys.Should().BeEquivalentTo("h-1", "h-3", "h-4");
        _sqs.Released.Should().Equal("h-2");
        _sqs.Sent.Should().ContainSingle().Which.MessageBody.Should().Be(Changes.Body("a", 3));
    }

    [Fact]
    public async Task FifoNewerChangeThatIsRejected_StopsItsGroup_AsTheOlderOneIsToComeFirst()
    {
        await using var host = await ConsumerHost.StartAsync(
            (change, _) => change.Id switch { "a-1" => _first.Task, "a-3" => throw new CdcRejectException("never"), _ => Task.CompletedTask },
            options => (options.QueueUrl, options.CoalesceChanges, options.DeadLetterQueueUrl) = (FakeSqs.FifoQueueUrl, true, "http://sqs.invalid/000000000000/dead.fifo"),
            sqs: _sqs);
        _sqs.Send(Changes.Body("a", 1), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        await host.UntilBegunAsync(1);
        foreach (var sequence in (int[])[2, 3]) _sqs.Send(Changes.Body("a", sequence), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        _sqs.Send(Changes.Body("b"), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        await HangGuard.UntilAsync(() => host.Held == 4);

        _first.SetResult();
        await HangGuard.UntilAsync(() => host.Held == 0);
        await host.StopAsync();

        host.BegunIds.Should().Equal("a-1", "a-3");
        _sqs.Deleted.Keys.Should().BeEquivalentTo("h-1", "h-3");
        _sqs.Released.Should().BeEquivalentTo("h-2", "h-4");
    }

    [Fact]
    public async Task Stop_WithReplacedChanges_ReleasesAllOfThem()
    {
        await using var host = await StartAsync();
        await SendAsync(host, 2, 3);

        var stop = host.StopAsync();
        _first.SetResult();
        await stop;

        _sqs.Released.Should().BeEquivalentTo("h-2", "h-3");
        _sqs.Deleted.Keys.Should().BeEquivalentTo("h-1", "h-4");
    }

    [Fact]
    public async Task ChangeOfMessageWithSeveral_IsReplacedTooAndTheOthersOfItsMessageRun()
    {
        await using var host = await StartAsync();
        _sqs.Send(Changes.Array(Changes.Body("a", 2), Changes.Body("b", 1)));
        await SendAsync(host, 3);

        _first.SetResult();
        await host.UntilDeletedAsync(4);

        Begun(host).Should().Equal("a-1", "a-3");
        host.BegunIds.Should().Contain("b-1");
    }

    [Fact]
    public async Task WithoutTheOption_EveryChangeRuns()
    {
        await using var host = await StartAsync(coalesce: false);
        await SendAsync(host, 2, 3);

        _first.SetResult();
        await host.UntilDeletedAsync(4);

        Begun(host).Should().Equal("a-1", "a-2", "a-3");
    }

    private async Task<ConsumerHost> StartAsync(Func<CdcEnvelope<string>, Task>? handle = null, bool coalesce = true)
    {
        var host = await ConsumerHost.StartAsync(
            (change, _) => change.Id == "a-1" ? _first.Task : handle?.Invoke(change) ?? Task.CompletedTask,
            options => (options.CoalesceChanges, options.DeadLetterQueueUrl) = (coalesce, FakeSqs.DeadLetterQueueUrl),
            sqs: _sqs);
        _sqs.Send(Changes.Body("a", 1));
        await host.UntilBegunAsync(1);
        return host;
    }

    private static IEnumerable<string> Begun(ConsumerHost host) => host.BegunIds.Where(id => id.StartsWith('a'));

    // A change of another key that ends shows that those before it are held.
    private async Task SendAsync(ConsumerHost host, params int[] sequences)
    {
        foreach (var sequence in sequences) _sqs.Send(Changes.Body("a", sequence));
        _sqs.Send(Changes.Body("marker"));
        await _sqs.Changed.UntilAsync(() => _sqs.Waiting == 0);
        await host.Changed.UntilAsync(() => host.BegunIds.Contains("marker-1"));
    }
}
