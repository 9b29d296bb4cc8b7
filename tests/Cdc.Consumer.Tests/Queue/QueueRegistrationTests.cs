using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Tests.Queue;

/// <summary>Functions whose handler, marks and items come from services.</summary>
public sealed class QueueRegistrationTests
{
    [Fact]
    public async Task AddCdcQueueHandler_Handler_IsMadeInAScopeOfEachChange_AndMarksAreHeeded()
    {
        await using var services = new ServiceCollection()
            .AddSingleton<Seen>().AddScoped<Scoped>().AddInMemoryHighWaterMarks()
            .AddCdcQueueHandler<string, ChangeHandler>(CdcKeyFormat.ForString())
            .BuildServiceProvider(validateScopes: true);
        var function = new CdcQueueHandler<string>(services);

        for (var delivery = 1; delivery <= 2; delivery++)
        {
            var records = (string[])[SqsEvents.Record("m-1", Changes.Array(Changes.Body("a"), Changes.Body("b"))), SqsEvents.Record("m-2", Changes.Body("c"))];
            (await SqsEvents.FailuresAsync(await function.HandleAsync(SqsEvents.Of(records)))).Should().BeEmpty();
        }

        var seen = services.GetRequiredService<Seen>();
        seen.Changes.Should().BeEquivalentTo("a-1", "b-1", "c-1");
        seen.Scopes.Should().OnlyHaveUniqueItems().And.OnlyContain(scope => scope.IsDisposed);
    }

    [Fact]
    public async Task AddCdcQueueHandler_WithItems_HandsEachChangeOnWithItsItem()
    {
        using var aws = new LocalAws();
        using var dynamoDb = aws.CreateDynamoDbClient();
        await OrdersTable.CreateWithPaidAsync(dynamoDb, "a");
        await using var services = new ServiceCollection()
            .AddSingleton<Seen>().AddSingleton<IAmazonDynamoDB>(dynamoDb)
            .AddCdcQueueHandler<string, string, ItemHandler>(
                CdcKeyFormat.ForString(), items => items.LoadFromDynamoDb("Orders", attributes => attributes["status"].S))
            .BuildServiceProvider(validateScopes: true);

        var answer = await new CdcQueueHandler<string>(services).HandleAsync(
            SqsEvents.Of(SqsEvents.Record("m-1", Changes.Body("a")), SqsEvents.Record("m-2", Changes.Body("gone"))));

        (await SqsEvents.FailuresAsync(answer)).Should().BeEmpty();
        services.GetRequiredService<Seen>().Changes.Should().BeEquivalentTo("a-1 paid", "gone-1 gone");
    }

    [Fact]
    public void New_FromServicesWithFaultyOptions_TellsAllFaults()
    {
        using var services = new ServiceCollection()
            .AddSingleton<Seen>()
            .AddCdcQueueHandler<string, ItemHandler>(CdcKeyFormat.ForString())
            .Configure<CdcQueueHandlerOptions>("ItemHandler", options => options.MaxConcurrency = -1)
            .BuildServiceProvider();

        FluentActions.Invoking(() => new CdcQueueHandler<string>(services)).Should().ThrowExactly<OptionsValidationException>()
            .Which.Failures.Should().Equal("Queue handler 'ItemHandler': MaxConcurrency is -1, outside 1 to 10000.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void New_FromServicesWithoutOneRegistration_IsRefused(int times)
    {
        var services = new ServiceCollection();
        for (var time = 0; time < times; time++) services.AddCdcQueueHandler<string, ChangeHandler>(CdcKeyFormat.ForString());
        using var provider = services.BuildServiceProvider();

        FluentActions.Invoking(() => new CdcQueueHandler<string>(provider)).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage($"AddCdcQueueHandler was called {times} times for keys of type String; call it once on the services of a function.");
    }

    internal sealed class Seen
    {
        public ConcurrentQueue<string> Changes { get; } = new();

        public ConcurrentQueue<Scoped> Scopes { get; } = new();
    }

    internal sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    internal sealed class ChangeHandler(Seen seen, Scoped scoped) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken)
        {
            seen.Changes.Enqueue(change.Id);
            seen.Scopes.Enqueue(scoped);
            return Task.CompletedTask;
        }
    }

    internal sealed class ItemHandler(Seen seen) : ICdcHandler<string, string>, ICdcHandler<string>
    {
        public Task HandleAsync(CdcItemChange<string, string> change, CancellationToken cancellationToken)
        {
            seen.Changes.Enqueue($"{change.Change.Id} {(change.IsGone ? "gone" : change.Item)}");
            return Task.CompletedTask;
        }

        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
