using System.Collections.Concurrent;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Tests.Handling;

/// <summary>Handlers of batches, and steps around them.</summary>
public sealed class BatchPipelineTests
{
    private readonly ConcurrentQueue<string> _calls = new();

    [Fact]
    public async Task Batch_IsHandledByOneCall()
    {
        var pipeline = Deliveries.Pipeline(builder => builder.HandleBatches(Handle, options => (options.MaxBatchSize, options.MaxBatchWait) = (7, TimeSpan.FromSeconds(2))));

        (await pipeline.RunAsync(Of("a", "b", "c"))).Should().AllBeEquivalentTo(DeliveryOutcome.Handled);

        _calls.Should().Equal("a b c");
        pipeline.MaxBatchSize.Should().Be(7);
        pipeline.GroupOf(Deliveries.Of("a")).Should().BeEquivalentTo(new BatchGroup(7, TimeSpan.FromSeconds(2))).And.BeSameAs(pipeline.GroupOf(Deliveries.Of("b")));
    }

    [Fact]
    public async Task Result_ThatNamesChanges_FailsThoseAlone()
    {
        var changes = Of("a", "fails", "b", "rejected", "later");
        var pipeline = Deliveries.Pipeline(builder => builder.HandleBatches((batch, _) => Task.FromResult(CdcBatchResult.AllHandled
            .Fail(batch[1], new TimeoutException())
            .Set(batch[3], CdcOutcome.DeadLetter("never"))
            .Set(batch[4], CdcOutcome.Retry(TimeSpan.FromMinutes(1))))));

        (await pipeline.RunAsync(changes)).Should().Equal(
            DeliveryOutcome.Handled, DeliveryOutcome.Failed, DeliveryOutcome.Handled, DeliveryOutcome.Rejected, DeliveryOutcome.Failed);

        changes[1].Error.Should().BeOfType<TimeoutException>();
        changes[4].RetryAfter.Should().Be(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Result_ThatNamesAChangeOfAnotherBatch_FailsAll()
    {
        var stranger = CdcContext.Create(Changes.Of("a"));
        var pipeline = Deliveries.Pipeline(builder => builder.HandleBatches((_, _) => Task.FromResult(CdcBatchResult.AllHandled.Fail(stranger, new TimeoutException()))));

        (await pipeline.RunAsync(Of("a", "b"))).Should().AllBeEquivalentTo(DeliveryOutcome.Failed);
    }

    [Fact]
    public async Task Handler_ThatThrowsOrReturnsNothing_FailsAll()
    {
        var changes = Of("a", "b");
        (await Deliveries.Pipeline(builder => builder.HandleBatches((_, _) => throw new CdcRetryException("busy", TimeSpan.FromHours(1)))).RunAsync(changes))
            .Should().AllBeEquivalentTo(DeliveryOutcome.Failed);
        changes.Should().AllSatisfy(change => change.RetryAfter.Should().Be(TimeSpan.FromHours(1)));

        (await Deliveries.Pipeline(builder => builder.HandleBatches((_, _) => Task.FromResult<CdcBatchResult>(null!))).RunAsync(Of("a", "b")))
            .Should().AllBeEquivalentTo(DeliveryOutcome.Failed);
    }

    [Fact]
    public async Task Batch_ThatThrows_OfChangesThatFailedTwiceBefore_IsTakenApart()
    {
        var pipeline = Deliveries.Pipeline(builder => builder.HandleBatches(PoisonAt("k5")));
        var changes = Enumerable.Range(0, 8).Select(number => Deliveries.Of($"k{number}", receiveCount: BatchPipeline<string>.AloneFrom)).ToArray();

        (await pipeline.RunAsync(changes)).Count(outcome => outcome == DeliveryOutcome.Handled).Should().Be(7);

        changes[5].Outcome.Should().Be(DeliveryOutcome.Failed);
        _calls.Should().HaveCount(7, "each half that throws is two calls more");
    }

    [Fact]
    public async Task Batch_ThatThrows_OfNewAndOfSuspectChanges_DoesNotFailTheNewOnes()
    {
        var pipeline = Deliveries.Pipeline(builder => builder.HandleBatches(PoisonAt("old")));
        ChangeDelivery[] changes = [Deliveries.Of("new"), Deliveries.Of("old", receiveCount: 3), Deliveries.Of("newer", receiveCount: 2)];

        (await pipeline.RunAsync(changes)).Should().Equal(DeliveryOutcome.Handled, DeliveryOutcome.Failed, DeliveryOutcome.Handled);

        _calls.Should().Equal("new newer", "old");
    }

    [Fact]
    public async Task Batch_DuringAnOutage_IsNotTakenApartWithoutEnd()
    {
        var calls = 0;
        var pipeline = Deliveries.Pipeline(builder => builder.HandleBatches(
            (_, _) =>
            {
                calls++;
                throw new TimeoutException();
            },
            options => options.MaxBatchSize = 10_000));

        (await pipeline.RunAsync([.. Enumerable.Range(0, 1_000).Select(number => Deliveries.Of($"{number}", receiveCount: 9))])).Should().AllBeEquivalentTo(DeliveryOutcome.Failed);

        calls.Should().BeLessThanOrEqualTo(BatchPipeline<string>.MaxParts + 1);
    }

    [Fact]
    public Task Batch_OfAnyPoison_HandlesAllElseOnceItIsSuspect() => Gen.Select(Gen.Int[1, 30], Gen.Int[0, 29].Array[0, 3]).SampleAsync(async (count, poison) =>
    {
        var keys = poison.Where(number => number < count).Select(number => $"k{number}").ToHashSet();
        var pipeline = Deliveries.Pipeline(builder => builder.HandleBatches(PoisonAt([.. keys])));
        var changes = Enumerable.Range(0, count).Select(number => Deliveries.Of($"k{number}", receiveCount: 3)).ToArray();

        await pipeline.RunAsync(changes);

        foreach (var change in changes) change.Outcome.Should().Be(keys.Contains(change.Change.Key) ? DeliveryOutcome.Failed : DeliveryOutcome.Handled);
    });

    [Fact]
    public async Task Steps_RunAroundTheBatch_InOrder_AndMayLeaveChangesOut()
    {
        var pipeline = Deliveries.Pipeline(builder => builder
            .UseForBatches(async (batch, next, token) =>
            {
                _calls.Enqueue($"{batch.Count} begin");
                var rest = batch.Where(context => context.ChangeId != "b-1");
                var result = await next(rest!, token);
                foreach (var context in batch.Contexts.Where(context => context.ChangeId == "b-1")) result.Set(context, CdcOutcome.Skipped);
                _calls.Enqueue($"{batch.Count} end");
                return result;
            })
            .UseForBatches((batch, next, token) =>
            {
                _calls.Enqueue($"{batch.Count} in between");
                return next(batch, token);
            })
            .HandleBatches(Handle));

        (await pipeline.RunAsync(Of("a", "b", "c"))).Should().Equal(DeliveryOutcome.Handled, DeliveryOutcome.Stale, DeliveryOutcome.Handled);

        _calls.Should().Equal("3 begin", "2 in between", "a c", "3 end");
    }

    [Fact]
    public async Task ClassesOfStepsAndHandler_ShareTheBatchesScope()
    {
        var pipeline = Deliveries.Pipeline(
            builder => builder.Use<BothStep>().HandleBatches<Handler>(), services => services.AddScoped<object>().AddSingleton(_calls));

        (await pipeline.RunAsync(Of("a", "b"))).Should().AllBeEquivalentTo(DeliveryOutcome.Handled);
        (await pipeline.RunAsync(Of("c", "d"))).Should().AllBeEquivalentTo(DeliveryOutcome.Handled);

        _calls.Should().HaveCount(4);
        _calls.Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task Marks_OfABatch_LeaveOutWhatIsStale_AndMoveForWhatWasHandledAlone()
    {
        var store = new InMemoryHighWaterMarkStore();
        var pipeline = Deliveries.Pipeline(builder => builder.UseHighWaterMarks(_ => store).HandleBatches((batch, _) =>
        {
            _calls.Enqueue(string.Join(' ', batch.Select(context => context.ChangeId)));
            var result = CdcBatchResult.AllHandled;
            foreach (var context in batch.Where(context => context.Key == "bad")) result.Fail(context, new TimeoutException());
            return Task.FromResult(result);
        }));

        await pipeline.RunAsync(Deliveries.Of("a", 2), Deliveries.Of("bad", 2));
        var outcomes = await pipeline.RunAsync(Deliveries.Of("a", 1), Deliveries.Of("bad", 2), Deliveries.Of("b", 1));
        var all = await pipeline.RunAsync(Deliveries.Of("a", 2), Deliveries.Of("b", 1));

        outcomes.Should().Equal(DeliveryOutcome.Stale, DeliveryOutcome.Failed, DeliveryOutcome.Handled);
        all.Should().AllBeEquivalentTo(DeliveryOutcome.Stale);
        _calls.Should().Equal("a-2 bad-2", "bad-2 b-1");
        store.Count.Should().Be(2);
    }

    [Fact]
    public async Task Marks_ThatCannotBeReadOrMoved_FailTheirChangesAlone()
    {
        var pipeline = Deliveries.Pipeline(builder => builder.UseHighWaterMarks(_ => new BrokenStore()).HandleBatches(Handle));

        (await pipeline.RunAsync(Of("a", "unread", "unmoved"))).Should().Equal(DeliveryOutcome.Handled, DeliveryOutcome.Failed, DeliveryOutcome.Failed);

        _calls.Should().Equal("a unmoved");
    }

    private static ChangeDelivery[] Of(params string[] keys) => [.. keys.Select(key => Deliveries.Of(key))];

    private Task<CdcBatchResult> Handle(CdcBatch<string> batch, CancellationToken cancellationToken)
    {
        _calls.Enqueue(string.Join(' ', batch.Select(context => context.Key)));
        return Task.FromResult(CdcBatchResult.AllHandled);
    }

    private Func<CdcBatch<string>, CancellationToken, Task<CdcBatchResult>> PoisonAt(params string[] keys) => (batch, token) =>
    {
        var handling = Handle(batch, token);
        return batch.Any(context => keys.Contains(context.Key)) ? throw new TimeoutException() : handling;
    };

    internal sealed class BothStep(object scoped, ConcurrentQueue<string> calls) : ICdcMiddleware, ICdcBatchMiddleware
    {
        public ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<CdcBatchResult> InvokeAsync(CdcBatch batch, CdcBatchNext next, CancellationToken cancellationToken)
        {
            calls.Enqueue($"{scoped.GetHashCode()}");
            return next(batch, cancellationToken);
        }
    }

    internal sealed class Handler(object scoped, ConcurrentQueue<string> calls) : ICdcBatchHandler<string>
    {
        public Task<CdcBatchResult> HandleAsync(CdcBatch<string> batch, CancellationToken cancellationToken)
        {
            calls.Enqueue($"{scoped.GetHashCode()}");
            return Task.FromResult(CdcBatchResult.AllHandled);
        }
    }

    private sealed class BrokenStore : IHighWaterMarkStore
    {
        public ValueTask<SequenceNumber?> ReadAsync(HighWaterMarkKey key, CancellationToken cancellationToken) =>
            key.Key == "\"unread\"" ? throw new TimeoutException() : ValueTask.FromResult<SequenceNumber?>(null);

        public ValueTask AdvanceAsync(HighWaterMarkKey key, SequenceNumber handled, CancellationToken cancellationToken) =>
            key.Key == "\"unmoved\"" ? throw new TimeoutException() : ValueTask.CompletedTask;
    }
}
