using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Tests.Routing;

/// <summary>Several kinds of changes on one queue.</summary>
public sealed class RoutingTests
{
    private readonly Seen _seen = new();

    [Fact]
    public async Task Change_IsHandledByTheFirstRouteThatMatches()
    {
        await using var host = await StartAsync(consumer => consumer
            .Route<Key>("orders", CdcRouteMatch.Table("Shop").And(CdcRouteMatch.KeyPrefix("pk", "ORDER#")), route => route.Handle(Into<Key>("orders")))
            .Route<Key>("removed", CdcRouteMatch.EventType("shop.remove"), route => route.Handle(Into<Key>("removed")))
            .Route<string>("stock", CdcRouteMatch.Table("arn:aws:dynamodb:us-east-1:000000000000:table/Stock"), route => route.WithKeys(CdcKeyFormat.ForString("id")).Handle(Into<string>("stock")))
            .Route<ReadOnlyMemory<byte>>("rest", CdcRouteMatch.Any, route => route.Handle(Into<ReadOnlyMemory<byte>>("rest"))));

        host.Sqs.Send(Body("Shop", """{"pk":"ORDER#1","sk":"1"}""", "1"));
        host.Sqs.Send(Body("Shop", """{"pk":"CUSTOMER#1","sk":"1"}""", "2", "shop.remove"));
        host.Sqs.Send(Body("Stock", """{"id":"ORDER#1"}""", "3"));
        host.Sqs.Send($"[{Body("Shop", """{"pk":"order#1","sk":"1"}""", "4")},{Body("Other", """{"pk":"ORDER#1","sk":"1"}""", "5")}]");
        await host.UntilDeletedAsync(4);

        _seen.Handled.Should().BeEquivalentTo("orders 1", "removed 2", "stock 3", "rest 4", "rest 5");
    }

    [Fact]
    public async Task ChangesOfOneItem_AreHandledInTurn_WhicheverRoutesTakeThem()
    {
        var release = new TaskCompletionSource();
        await using var host = await StartAsync(consumer => consumer
            .Route<Key>("slow", CdcRouteMatch.EventType("slow"), route => route.Handle(async (context, token) =>
            {
                await release.Task;
                await Into<Key>("slow")(context, token);
            }))
            .Route<ReadOnlyMemory<byte>>("quick", CdcRouteMatch.Any, route => route.Handle(Into<ReadOnlyMemory<byte>>("quick"))));

        host.Sqs.Send(Body("Shop", """{"pk":"a","sk":"1"}""", "1", "slow"));
        host.Sqs.Send(Body("Shop", """{"sk":"1","pk":"a"}""", "2"));
        host.Sqs.Send(Body("Shop", """{"sk":"2","pk":"a"}""", "3"));
        await host.UntilDeletedAsync(1);
        _seen.Handled.Should().Equal("quick 3");
        release.SetResult();
        await host.UntilDeletedAsync(3);

        _seen.Handled.Should().Equal("quick 3", "slow 1", "quick 2");
    }

    [Theory]
    [InlineData(CdcUnmatchedAction.Leave)]
    [InlineData(CdcUnmatchedAction.Acknowledge)]
    [InlineData(CdcUnmatchedAction.DeadLetter)]
    public async Task Change_ThatNoRouteTakes_IsDealtWithAsThePolicySays(CdcUnmatchedAction action)
    {
        await using var host = await StartAsync(
            consumer => consumer.Route<Key>("orders", CdcRouteMatch.Table("Shop"), route => route.Handle(Into<Key>("orders"))).OnUnmatched(action),
            options => options.DeadLetterQueueUrl = FakeSqs.DeadLetterQueueUrl);

        host.Sqs.Send(Body("Other", """{"pk":"a","sk":"1"}""", "1"));
        host.Sqs.Send(Body("Shop", """{"pk":"a","sk":"1"}""", "2"));
        if (action == CdcUnmatchedAction.Leave) await host.Sqs.Changed.UntilAsync(() => host.Sqs.Hidden.Any());
        else await host.UntilDeletedAsync(2);
        await host.Sqs.Changed.UntilAsync(() => host.Sqs.Deleted.ContainsKey("h-2"));

        host.Sqs.Deleted.ContainsKey("h-1").Should().Be(action != CdcUnmatchedAction.Leave);
        host.Sqs.Sent.Should().HaveCount(action == CdcUnmatchedAction.DeadLetter ? 1 : 0);
        _seen.Handled.Should().Equal("orders 2");
    }

    [Fact]
    public async Task Change_WhoseKeyIsNotOfItsRoutesType_CannotBeRead()
    {
        await using var host = await StartAsync(consumer => consumer.Route<long>("numbers", CdcRouteMatch.Any, route => route.Handle(Into<long>("numbers"))));

        host.Sqs.Send(Body("Shop", """{"id":"text"}""", "1"));
        host.Sqs.Send(Body("Shop", """{"id":7}""", "2"));
        await host.UntilDeletedAsync(1);
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2102).Length == 1);

        host.Sqs.Deleted.Keys.Should().Equal("h-2");
        host.Logs.Of(2102)[0].Text.Should().Contain("data").And.NotContain("text\"");
    }

    [Fact]
    public async Task Routes_OfBatchesAndOfSingleChanges_LiveInOneConsumer_WithStepsAroundBoth()
    {
        await using var host = await StartAsync(consumer => consumer
            .Use<Step>()
            .Route<Key>("batches", CdcRouteMatch.KeyPrefix("pk", "B"), route => route.HandleBatches((batch, _) =>
            {
                foreach (var context in batch) _seen.Add($"batch {context.ChangeId}");
                return Task.FromResult(CdcBatchResult.AllHandled);
            }, options => options.MaxBatchWait = TimeSpan.Zero))
            .Route<Key>("single", CdcRouteMatch.Any, route => route.Handle(Into<Key>("single"))));

        host.Sqs.Send($"[{Body("Shop", """{"pk":"B1","sk":"1"}""", "1")},{Body("Shop", """{"pk":"S1","sk":"1"}""", "2")},{Body("Shop", """{"pk":"B2","sk":"1"}""", "3")}]");
        await host.UntilDeletedAsync(1);

        _seen.Handled.Where(text => text[0] != '+').Should().BeEquivalentTo("batch 1", "single 2", "batch 3");
        _seen.Handled.Where(text => text[0] == '+').SelectMany(text => text[1..].Split(' ')).Should().BeEquivalentTo("1", "2", "3");
    }

    [Fact]
    public async Task Marks_AreKeptForEachRoute()
    {
        var store = new InMemoryHighWaterMarkStore();
        await using var host = await StartAsync(
            consumer => consumer
                .Route<Key>("inserts", CdcRouteMatch.EventType("insert"), route => route.Handle(Into<Key>("inserts")))
                .Route<Key>("rest", CdcRouteMatch.Any, route => route.Handle(Into<Key>("rest"))),
            add: services => services.AddSingleton<IHighWaterMarkStore>(store));

        host.Sqs.Send(Body("Shop", """{"pk":"a","sk":"1"}""", "2"));
        await host.UntilDeletedAsync(1);
        host.Sqs.Send(Body("Shop", """{"pk":"a","sk":"1"}""", "1", "insert"));
        host.Sqs.Send(Body("Shop", """{"pk":"a","sk":"1"}""", "1"));
        await host.UntilDeletedAsync(3);

        _seen.Handled.Should().Equal("rest 2", "inserts 1");
        store.Count.Should().Be(2);
    }

    [Fact]
    public async Task Function_WithRoutes_HandlesEachByItsOwn()
    {
        var function = new CdcQueueHandler(services => services.AddCdcQueueHandler("shop")
            .Route<Key>("orders", CdcRouteMatch.KeyPrefix("pk", "ORDER#"), route => route.Handle(Into<Key>("orders")))
            .Route<Key>("rest", CdcRouteMatch.Any, route => route.HandleBatches((batch, _) =>
            {
                _seen.Add("batch " + string.Join(' ', batch.Select(context => context.ChangeId).Order(StringComparer.Ordinal)));
                return Task.FromResult(CdcBatchResult.AllHandled.Fail(batch[0], new TimeoutException()));
            })));

        var answer = await function.HandleAsync(QueueFunction.SqsEvents.Of(
            QueueFunction.SqsEvents.Record("m-1", $"[{Body("Shop", """{"pk":"ORDER#1","sk":"1"}""", "1")},{Body("Shop", """{"pk":"x","sk":"1"}""", "2")}]"),
            QueueFunction.SqsEvents.Record("m-2", Body("Shop", """{"pk":"y","sk":"1"}""", "3"))));

        (await QueueFunction.SqsEvents.FailuresAsync(answer)).Should().Equal("m-1");
        _seen.Handled.Should().BeEquivalentTo("orders 1", "batch 2 3");
    }

    [Fact]
    public void Match_ThatSaysTheSame_IsEqual()
    {
        var one = CdcRouteMatch.Table("Orders").And(CdcRouteMatch.EventType("orders.insert"));
        var other = CdcRouteMatch.EventType("orders.insert").And(CdcRouteMatch.Table("Orders")).And(CdcRouteMatch.Any);

        one.Equals((object)other).Should().BeTrue();
        one.GetHashCode().Should().Be(other.GetHashCode());
        one.Equals(CdcRouteMatch.Table("Orders")).Should().BeFalse();
        CdcRouteMatch.KeyPrefix("pk", "A").Equals(CdcRouteMatch.KeyPrefix("sk", "A")).Should().BeFalse();
        (one.ToString(), CdcRouteMatch.Any.ToString(), CdcRouteMatch.KeyPrefix("pk", "A#").ToString())
            .Should().Be(("table Orders and event type orders.insert", "every change", "key attribute pk beginning with A#"));
    }

    [Fact]
    public void Route_WithTheNameOfAnother_IsRefused() =>
        FluentActions.Invoking(() => new ServiceCollection().AddCdcConsumer("shop").Route<string>("a", CdcRouteMatch.Any, _ => { }).Route<string>("a", CdcRouteMatch.Table("T"), _ => { }))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("name");

    [Fact]
    public async Task RoutesOfBatches_WaitNoLongerAndForNoMoreThanTheirOwn()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(consumer => consumer
            .Route<Key>("patient", CdcRouteMatch.KeyPrefix("pk", "P"), route => route.HandleBatches(Batches("patient"), options => (options.MaxBatchSize, options.MaxBatchWait) = (100, TimeSpan.FromSeconds(60))))
            .Route<Key>("pairs", CdcRouteMatch.KeyPrefix("pk", "S"), route => route.HandleBatches(
                async (batch, token) =>
                {
                    if (batch.Any(context => context.ChangeId == "3")) await release.Task;
                    return await Batches("pairs")(batch, token);
                },
                options => (options.MaxBatchSize, options.MaxBatchWait) = (2, TimeSpan.FromSeconds(60))))
            .Route<Key>("at once", CdcRouteMatch.KeyPrefix("pk", "N"), route => route.HandleBatches(Batches("at once"), options => options.MaxBatchWait = TimeSpan.Zero))
            .Route<Key>("single", CdcRouteMatch.Any, route => route.Handle(Into<Key>("single"))));

        host.Sqs.Send(Body("Shop", """{"pk":"P1","sk":"1"}""", "1"));
        host.Sqs.Send(Body("Shop", """{"pk":"N1","sk":"1"}""", "2"));
        for (var number = 3; number <= 6; number++) host.Sqs.Send(Body("Shop", $$"""{"pk":"S{{number}}","sk":"1"}""", $"{number}"));
        host.Sqs.Send(Body("Shop", """{"pk":"x","sk":"1"}""", "7"));
        await host.UntilDeletedAsync(4);

        _seen.Handled.Should().BeEquivalentTo(["at once 2", "pairs 5 6", "single 7"], "one waits for more, and one hangs");
        release.SetResult();
        await host.UntilDeletedAsync(6);
        _seen.Handled.Should().Contain("pairs 3 4");
    }

    private Func<CdcBatch<Key>, CancellationToken, Task<CdcBatchResult>> Batches(string route) => (batch, _) =>
    {
        _seen.Add($"{route} {string.Join(' ', batch.Select(context => context.ChangeId))}");
        return Task.FromResult(CdcBatchResult.AllHandled);
    };

    private static string Body(string table, string key, string number, string type = "shop.modify") =>
        $$"""{"specversion":"1.0","id":"{{number}}","source":"arn:aws:dynamodb:us-east-1:000000000000:table/{{table}}","type":"{{type}}","operation":"modify","sequence":"{{number}}","data":{{key}}}""";

    private Task<ConsumerHost> StartAsync(
        Action<CdcRoutedConsumerBuilder> route, Action<CdcConsumerOptions>? configure = null, Action<IServiceCollection>? add = null) => ConsumerHost.StartAsync(services =>
        {
            add?.Invoke(services);
            services.AddSingleton(_seen);
            route(services.AddCdcConsumer("shop").Configure(options =>
            {
                options.QueueUrl = FakeSqs.QueueUrl;
                configure?.Invoke(options);
            }));
        });

    private Func<CdcContext<TKey>, CancellationToken, Task> Into<TKey>(string route)
        where TKey : notnull => (context, _) =>
        {
            _seen.Add($"{route} {context.ChangeId}");
            return Task.CompletedTask;
        };

    internal sealed record Key([property: JsonPropertyName("pk")] string Pk, [property: JsonPropertyName("sk")] string Sk);

    internal sealed class Seen
    {
        public ConcurrentQueue<string> Handled { get; } = new();

        public void Add(string text) => Handled.Enqueue(text);
    }

    internal sealed class Step(Seen seen) : ICdcMiddleware, ICdcBatchMiddleware
    {
        public ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken)
        {
            seen.Add($"+{context.ChangeId}");
            return next(context, cancellationToken);
        }

        public ValueTask<CdcBatchResult> InvokeAsync(CdcBatch batch, CdcBatchNext next, CancellationToken cancellationToken)
        {
            seen.Add("+" + string.Join(' ', batch.Contexts.Select(context => context.ChangeId)));
            return next(batch, cancellationToken);
        }
    }
}
