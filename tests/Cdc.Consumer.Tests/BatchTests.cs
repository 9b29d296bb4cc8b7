using System.Collections.Concurrent;
using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Tests;

/// <summary>A consumer that hands changes on in batches.</summary>
public sealed class BatchTests
{
    private readonly ConcurrentQueue<string[]> _batches = new();

    [Fact]
    public async Task PackedMessage_IsHandledInBatchesOfAtMostTheSize_AndDeletedOnce()
    {
        await using var host = await StartAsync(options => (options.MaxBatchSize, options.MaxBatchWait) = (2, TimeSpan.Zero));

        host.Sqs.Send(Changes.Array([.. Enumerable.Range(0, 5).Select(number => Changes.Body($"k{number}"))]));
        await host.UntilDeletedAsync(1);

        _batches.Should().OnlyContain(batch => batch.Length <= 2);
        _batches.SelectMany(batch => batch).Should().BeEquivalentTo("k0-1", "k1-1", "k2-1", "k3-1", "k4-1");
    }

    [Fact]
    public async Task ChangesOfSeveralMessages_ThatFillABatch_AreHandledWithoutWaiting()
    {
        await using var host = await StartAsync(options => (options.MaxBatchSize, options.MaxBatchWait) = (3, TimeSpan.FromSeconds(60)));

        foreach (var key in (string[])["a", "b", "c"]) host.Sqs.Send(Changes.Body(key));
        await host.UntilDeletedAsync(3);

        _batches.Should().ContainSingle().Which.Should().BeEquivalentTo("a-1", "b-1", "c-1");
    }

    [Fact]
    public async Task Changes_ThatFillNoBatch_AreHandledWhenTheFirstHasWaited()
    {
        using var sqs = new FakeSqs();
        var time = new WatchedTime(sqs.Changed, watchesChanges: true);
        await using var host = await StartAsync(options => options.MaxBatchWait = TimeSpan.FromSeconds(3), time, sqs);
        sqs.Send(Changes.Body("a"));
        sqs.Send(Changes.Body("b"));
        await sqs.Changed.UntilAsync(() => sqs.Waiting == 0 && host.Held == 2);
        _batches.Should().BeEmpty();

        await time.ElapseUntilAsync(() => sqs.Deleted.Count == 2);

        _batches.Should().ContainSingle().Which.Should().BeEquivalentTo("a-1", "b-1");
    }

    [Fact]
    public async Task ChangesOfOneKey_NeverShareABatch_AndKeepTheirOrder()
    {
        await using var host = await StartAsync(options => options.MaxBatchWait = TimeSpan.Zero);

        host.Sqs.Send(Changes.Array(Changes.Body("a", 1), Changes.Body("a", 2), Changes.Body("b", 1), Changes.Body("a", 3)));
        await host.UntilDeletedAsync(1);

        _batches.Should().OnlyContain(batch => batch.Count(change => change[0] == 'a') <= 1);
        _batches.SelectMany(batch => batch).Where(change => change[0] == 'a').Should().Equal("a-1", "a-2", "a-3");
    }

    [Fact]
    public async Task ChangeThatTheResultNames_ComesBackAlone()
    {
        await using var host = await StartAsync(options => (options.MaxBatchSize, options.MaxBatchWait) = (3, TimeSpan.FromSeconds(60)));

        foreach (var key in (string[])["a", "fails", "b"]) host.Sqs.Send(Changes.Body(key));
        await host.UntilDeletedAsync(2);
        await host.Sqs.Changed.UntilAsync(() => host.Sqs.Hidden.Any());

        host.Sqs.Deleted.Keys.Should().BeEquivalentTo("h-1", "h-3");
        host.Sqs.Hidden.Select(hidden => hidden.Handle).Should().Equal("h-2");
        host.Logs.Of(2200).Should().ContainSingle().Which.Error.Should().BeOfType<TimeoutException>();
    }

    [Fact]
    public async Task RejectedChange_WhoseCopyHangs_HoldsUpNoOtherOfItsBatch()
    {
        using var sqs = new FakeSqs();
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sqs.OnSending = (_, _) => isOver.Task;
        await using var host = await StartAsync(options => (options.MaxBatchSize, options.MaxBatchWait) = (3, TimeSpan.Zero), sqs: sqs, deadLetters: true);

        sqs.Send(Changes.Array(Changes.Body("rejected"), Changes.Body("a"), Changes.Body("b")));
        foreach (var key in (string[])["a", "b", "c"]) sqs.Send(Changes.Body(key, 2));
        await host.UntilDeletedAsync(3);

        sqs.Deleted.Keys.Should().BeEquivalentTo("h-2", "h-3", "h-4");
        isOver.SetResult();
        await host.UntilDeletedAsync(4);
    }

    private Task<ConsumerHost> StartAsync(Action<CdcBatchOptions> configure, TimeProvider? time = null, FakeSqs? sqs = null, bool deadLetters = false) => ConsumerHost.StartAsync(
        services => services.AddCdcConsumer<string>("orders").Configure(options =>
        {
            options.QueueUrl = FakeSqs.QueueUrl;
            if (deadLetters) options.DeadLetterQueueUrl = FakeSqs.DeadLetterQueueUrl;
        }).HandleBatches(
            (batch, _) =>
            {
                _batches.Enqueue([.. batch.Select(context => context.ChangeId)]);
                var result = CdcBatchResult.AllHandled;
                foreach (var context in batch.Where(context => context.Key == "fails")) result.Fail(context, new TimeoutException());
                foreach (var context in batch.Where(context => context.Key == "rejected")) result.Set(context, CdcOutcome.DeadLetter("never"));
                return Task.FromResult(result);
            },
            configure),
        time,
        sqs);
}
