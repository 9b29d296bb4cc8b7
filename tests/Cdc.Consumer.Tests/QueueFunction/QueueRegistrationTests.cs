using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Tests.QueueFunction;

/// <summary>Functions whose handler, marks and items come from services.</summary>
public sealed class QueueRegistrationTests
{
    [Fact]
    public async Task AddCdcQueueHandler_Handler_IsMadeInAScopeOfEachChange_AndMarksAreHeeded()
    {
        var registrations = new ServiceCollection().AddSingleton<Seen>().AddScoped<Scoped>().AddInMemoryHighWaterMarks();
        registrations.AddCdcQueueHandler<string, ChangeHandler>("orders");
        await using var services = registrations.BuildServiceProvider(validateScopes: true);
        var function = new CdcQueueHandler(services);

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
        var registrations = new ServiceCollection().AddSingleton<Seen>().AddSingleton<IAmazonDynamoDB>(dynamoDb);
        registrations.AddCdcQueueHandler<string>("orders").LoadItems("Orders", attributes => attributes["status"].S).Handle<ItemHandler>();
        await using var services = registrations.BuildServiceProvider(validateScopes: true);

        var answer = await new CdcQueueHandler(services).HandleAsync(
            SqsEvents.Of(SqsEvents.Record("m-1", Changes.Body("a")), SqsEvents.Record("m-2", Changes.Body("gone"))));

        (await SqsEvents.FailuresAsync(answer)).Should().BeEmpty();
        services.GetRequiredService<Seen>().Changes.Should().BeEquivalentTo("a-1 paid", "gone-1 gone");
    }

    [Fact]
    public void New_FromServicesWithFaultyOptions_TellsAllFaults()
    {
        var registrations = new ServiceCollection();
        registrations.AddCdcQueueHandler<string, ItemHandler>();
        registrations.Configure<CdcQueueHandlerOptions>("ItemHandler", options => options.MaxConcurrency = -1);
        using var services = registrations.BuildServiceProvider();

        FluentActions.Invoking(() => new CdcQueueHandler(services)).Should().ThrowExactly<OptionsValidationException>()
            .Which.Failures.Should().Equal("Queue handler 'ItemHandler': MaxConcurrency is -1, outside 1 to 10000.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void New_FromServicesWithoutOneRegistration_IsRefused(int times)
    {
        var services = new ServiceCollection();
        for (var time = 0; time < times; time++) services.AddCdcQueueHandler<string, ChangeHandler>($"{time}");
        using var provider = services.BuildServiceProvider();

        FluentActions.Invoking(() => new CdcQueueHandler(provider)).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage($"AddCdcQueueHandler was called {times} times; call it once on the services of a function.");
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
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            seen.Changes.Enqueue(context.Change.Id);
            seen.Scopes.Enqueue(scoped);
            return Task.CompletedTask;
        }
    }

    internal sealed class ItemHandler(Seen seen) : ICdcHandler<string, string>, ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string, string> context, CancellationToken cancellationToken)
        {
            seen.Changes.Enqueue($"{context.Change.Id} {(context.IsGone ? "gone" : context.Item)}");
            return Task.CompletedTask;
        }

        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
