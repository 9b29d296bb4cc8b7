using System.Collections.Concurrent;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Handling;

/// <summary>Steps around a handler of single changes.</summary>
public sealed class MiddlewareTests
{
    private readonly ConcurrentQueue<string> _steps = new();

    [Fact]
    public async Task Steps_RunInTheOrderInWhichTheyWereAdded_WhereverTheHandlerWasNamed()
    {
        var pipeline = Deliveries.Pipeline(builder => builder.Use(Step("1")).Handle(Handle).Use(Step("2")).Use(Step("3")));

        (await pipeline.RunAsync(Deliveries.Of("a"))).Should().Equal(DeliveryOutcome.Handled);

        _steps.Should().Equal("1 begins", "2 begins", "3 begins", "a-1", "3 ends", "2 ends", "1 ends");
    }

    [Fact]
    public async Task Step_ThatDoesNotCallTheNext_KeepsTheHandlerFromRunning()
    {
        CdcOutcome[] outcomes = [CdcOutcome.Handled, CdcOutcome.Skipped, CdcOutcome.Stale, CdcOutcome.Retry(TimeSpan.FromMinutes(3)), CdcOutcome.DeadLetter("too old")];
        var changes = outcomes.Select((_, index) => Deliveries.Of($"{index}")).ToArray();
        var pipeline = Deliveries.Pipeline(builder => builder.Use((context, _, _) => ValueTask.FromResult(outcomes[int.Parse(context.KeyJson.Trim('"'))])).Handle(Handle));

        (await pipeline.RunAsync(changes)).Should().Equal(
            DeliveryOutcome.Handled, DeliveryOutcome.Stale, DeliveryOutcome.Stale, DeliveryOutcome.Failed, DeliveryOutcome.Rejected);

        _steps.Should().BeEmpty();
        changes[3].RetryAfter.Should().Be(TimeSpan.FromMinutes(3));
        changes[4].Error.Should().BeOfType<CdcRejectException>().Which.Message.Should().Be("too old");
    }

    [Fact]
    public async Task Step_ThatTriesAgain_CallsTheHandlerAgain()
    {
        var tries = 0;
        var pipeline = Deliveries.Pipeline(builder => builder
            .Use(async (context, next, token) =>
            {
                try
                {
                    return await next(context, token);
                }
                catch (TimeoutException)
                {
                    return await next(context, token);
                }
            })
            .Handle((_, _) => ++tries == 1 ? throw new TimeoutException() : Task.CompletedTask));

        (await pipeline.RunAsync(Deliveries.Of("a"))).Should().Equal(DeliveryOutcome.Handled);

        tries.Should().Be(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_ThatThrows_GivesItsChangeItsOutcome(bool afterAWhile)
    {
        var pipeline = Deliveries.Pipeline(builder => builder.Handle(async (context, _) =>
        {
            if (afterAWhile) await Task.Yield();
            throw context.Key switch
            {
                "reject" => new CdcRejectException("no"),
                "later" => new CdcRetryException("busy", TimeSpan.FromMinutes(10)),
                _ => new TimeoutException(),
            };
        }));
        ChangeDelivery[] changes = [Deliveries.Of("reject"), Deliveries.Of("later"), Deliveries.Of("fail")];

        (await pipeline.RunAsync(changes)).Should().Equal(DeliveryOutcome.Rejected, DeliveryOutcome.Failed, DeliveryOutcome.Failed);

        changes.Select(change => change.RetryAfter).Should().Equal(null, TimeSpan.FromMinutes(10), null);
        changes.Select(change => change.Error!.GetType()).Should().Equal(typeof(CdcRejectException), typeof(CdcRetryException), typeof(TimeoutException));
    }

    [Fact]
    public async Task Step_ThatReturnsNothing_IsAFailure()
    {
        var change = Deliveries.Of("a");
        (await Deliveries.Pipeline(builder => builder.Use((_, _, _) => ValueTask.FromResult<CdcOutcome>(null!)).Handle(Handle)).RunAsync(change)).Should().Equal(DeliveryOutcome.Failed);

        change.Error.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task ClassesOfStepsAndHandler_ShareTheChangesScope_WhichEndsWithTheChange()
    {
        var scopes = new ConcurrentQueue<Scoped>();
        var pipeline = Deliveries.Pipeline(
            builder => builder.Use<ScopedStep>().Handle<ScopedHandler>(),
            services => services.AddScoped<Scoped>().AddSingleton(scopes).AddSingleton(_steps));

        (await pipeline.RunAsync(Deliveries.Of("a"), Deliveries.Of("b"))).Should().Equal(DeliveryOutcome.Handled, DeliveryOutcome.Handled);

        scopes.Should().HaveCount(4).And.AllSatisfy(scope => scope.IsDisposed.Should().BeTrue());
        scopes.Distinct().Should().HaveCount(2);
        _steps.Should().Equal("step a-1 open", "handler a-1 open", "step b-1 open", "handler b-1 open");
    }

    [Fact]
    public async Task Handler_ThatCannotBeMade_IsAFailureThatSaysSo()
    {
        var change = Deliveries.Of("a");
        (await Deliveries.Pipeline(builder => builder.Handle<ScopedHandler>()).RunAsync(change)).Should().Equal(DeliveryOutcome.Failed);

        change.Error.Should().BeOfType<HandlerCreationException>();
    }

    [Fact]
    public async Task Context_TellsOfTheMessageTheDeadlineAndTheConsumer()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1));
        CdcContext<string>? seen = null;
        var pipeline = Deliveries.Pipeline(
            builder => builder.Handle((context, _) =>
            {
                seen = context;
                return Task.CompletedTask;
            }),
            time: time);
        var change = Deliveries.Of("a", sequence: 7, receiveCount: 3);
        change.StartedAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromMinutes(1));

        await pipeline.RunAsync(change);

        seen!.ConsumerName.Should().Be("orders");
        seen.Deadline.Should().Be(DateTimeOffset.UnixEpoch.AddDays(1).AddMinutes(5));
        seen.Message.Should().BeEquivalentTo(new CdcMessage
        {
            MessageId = "m-a-7",
            ReceiveCount = 3,
            FirstReceivedAt = DateTimeOffset.UnixEpoch.AddSeconds(1.5),
            GroupId = "g",
            Attributes = new Dictionary<string, string> { ["type"] = "orders.modify" },
        });
        seen.Message.Should().BeSameAs(seen.Message);
        (seen.ChangeId, seen.Source, seen.EventType, seen.Operation, seen.Sequence, seen.KeyJson)
            .Should().Be((change.Change.Id, change.Change.Source, "orders.modify", ChangeOperation.Modify, change.Change.Sequence, "\"a\""));
    }

    [Fact]
    public async Task Context_Features_GoFromStepToHandler()
    {
        var pipeline = Deliveries.Pipeline(builder => builder
            .Use((context, next, token) =>
            {
                context.Get<Version>().Should().BeNull();
                context.Set(new Version(1, 2));
                return next(context, token);
            })
            .Handle((context, _) =>
            {
                _steps.Enqueue(context.Get<Version>()!.ToString());
                return Task.CompletedTask;
            }));

        await pipeline.RunAsync(Deliveries.Of("a"));

        _steps.Should().Equal("1.2");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Context_KeptAfterTheHandling_HasNoServicesAnyMore(bool used)
    {
        CdcContext? kept = null;
        await Deliveries.Pipeline(builder => builder.Handle((context, _) =>
        {
            kept = context;
            return Task.FromResult(used ? context.Services : null);
        })).RunAsync(Deliveries.Of("a"));

        FluentActions.Invoking(() => kept!.Services).Should().ThrowExactly<ObjectDisposedException>();
    }

    [Fact]
    public void Create_ForATest_NeedsNothingElse()
    {
        var change = Changes.Of("a", 3);
        var context = CdcContext.Create(change);

        (context.Change, context.Key, context.KeyJson, context.ConsumerName, context.Message.ReceiveCount, context.Deadline)
            .Should().Be((change, "a", "\"a\"", "test", 1, null));
        FluentActions.Invoking(() => context.Services).Should().ThrowExactly<InvalidOperationException>();
        CdcContext.CreateWithItem<string, string>(change, null).IsGone.Should().BeTrue();
        var (given, item) = CdcContext.CreateWithItem(change, "item", new CdcDelivery { ConsumerName = "orders", Message = new CdcMessage { ReceiveCount = 2 } });
        (given, item).Should().Be((change, "item"));
        CdcBatch.Create(context).Should().Equal(context);
    }

    private Func<CdcContext, CdcNext, CancellationToken, ValueTask<CdcOutcome>> Step(string name) => async (context, next, token) =>
    {
        _steps.Enqueue($"{name} begins");
        var outcome = await next(context, token);
        _steps.Enqueue($"{name} ends");
        return outcome;
    };

    private Task Handle(CdcContext<string> context, CancellationToken cancellationToken)
    {
        _steps.Enqueue(context.ChangeId);
        return Task.CompletedTask;
    }

    internal sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    internal sealed class ScopedStep(Scoped scoped, ConcurrentQueue<Scoped> scopes, ConcurrentQueue<string> steps) : ICdcMiddleware
    {
        public ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken)
        {
            scopes.Enqueue(scoped);
            steps.Enqueue($"step {context.ChangeId} {(scoped.IsDisposed ? "closed" : "open")}");
            return next(context, cancellationToken);
        }
    }

    internal sealed class ScopedHandler(Scoped scoped, ConcurrentQueue<Scoped> scopes, ConcurrentQueue<string> steps) : ICdcHandler<string>
    {
        public async Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            scopes.Enqueue(scoped);
            await Task.Yield();
            steps.Enqueue($"handler {context.ChangeId} {(scoped.IsDisposed ? "closed" : "open")}");
        }
    }
}
