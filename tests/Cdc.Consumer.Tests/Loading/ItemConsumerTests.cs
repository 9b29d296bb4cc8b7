using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Tests.Loading;

/// <summary>Consumers that load items, in a host on LocalAws.</summary>
public sealed partial class ItemConsumerTests : IAsyncLifetime
{
    private static readonly Action<CdcConsumerOptions> _configure = options => options.QueueName = "orders";

    private readonly LocalAws _aws = new();
    private readonly AmazonDynamoDBClient _dynamoDb;
    private readonly AmazonSQSClient _sqs;
    private readonly Seen _seen = new();
    private string _queueUrl = "";

    public ItemConsumerTests() => (_dynamoDb, _sqs) = (_aws.CreateDynamoDbClient(), _aws.CreateSqsClient());

    public async Task InitializeAsync()
    {
        _queueUrl = (await _sqs.CreateQueueAsync("orders")).QueueUrl;
        await OrdersTable.CreateWithPaidAsync(_dynamoDb, "o-1");
    }

    public Task DisposeAsync()
    {
        _dynamoDb.Dispose();
        _sqs.Dispose();
        _aws.Dispose();
        return Task.CompletedTask;
    }

    public static TheoryData<string, Action<IServiceCollection>> Handlers => new()
    {
        { "a class", services => Add(services).Handle<OrderHandler>() },
        { "a delegate", services => Add(services).Handle((context, _) => context.Services.GetRequiredService<Seen>().AddAsync(context)) },
        { "a class of batches", services => Add(services).HandleBatches<OrderBatchHandler>() },
        { "a class of batches, with options", services => Add(services).HandleBatches<OrderBatchHandler>(options => options.MaxBatchSize = 2) },
        { "a delegate of batches", services => Add(services).HandleBatches((batch, _) => batch.Services.GetRequiredService<Seen>().AddAllAsync(batch)) },
        { "a delegate of batches, with options", services => Add(services).HandleBatches((batch, _) => batch.Services.GetRequiredService<Seen>().AddAllAsync(batch), options => options.MaxBatchWait = TimeSpan.Zero) },
    };

    private static CdcKeyFormat<OrderKey> Format => CdcKeyFormat.ForRecord(OrderKeyJson.Default.OrderKey);

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task LoadItems_EveryKindOfHandler_IsGivenEachChangeWithItsItem(string kind, Action<IServiceCollection> add)
    {
        _ = kind;
        await using var host = await StartAsync(add);

        await SendAsync("o-1", 1);
        await SendAsync("o-2", 1);
        await _seen.Changed.UntilAsync(() => _seen.Changes.Count == 2);
        await host.StopAsync();

        _seen.Changes.Select(change => (change.Key.Id, change.Item?.Status, change.IsGone))
            .Should().BeEquivalentTo([("o-1", "paid", false), ("o-2", null, true)]);
        (await _sqs.CountAllAsync(_queueUrl)).Should().Be(0);
    }

    [Theory]
    [InlineData("for all")]
    [InlineData("by name")]
    [InlineData("by another's name")]
    public async Task Change_ThatComesAgain_IsHandledOnceWhereThereAreMarks(string registered)
    {
        await using var host = await StartAsync(services =>
        {
            Add(services).Handle<OrderHandler>();
            if (registered == "for all") services.AddInMemoryHighWaterMarks();
            else services.AddKeyedSingleton<IHighWaterMarkStore>(registered == "by name" ? "orders" : "Other", new InMemoryHighWaterMarkStore());
        });

        foreach (var sequence in (int[])[2, 1, 2, 3])
        {
            await SendAsync("o-1", sequence);
            await _sqs.UntilEmptyAsync(_queueUrl);
        }

        await host.StopAsync();

        _seen.Changes.Select(change => change.Change.Id).Should().Equal(registered == "by another's name" ? ["o-1-2", "o-1-1", "o-1-2", "o-1-3"] : ["o-1-2", "o-1-3"]);
    }

    [Fact]
    public async Task AddDynamoDbHighWaterMarks_WithConfiguration_KeepsMarksInItsTable()
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Marks:ServiceName", "billing"), new("Marks:TableName", "Marks"), new("Marks:CreateIfMissing", "true")])
            .Build().GetSection("Marks");
        await using var host = await StartAsync(services => Add(services.AddDynamoDbHighWaterMarks(section)).Handle<OrderHandler>());

        await SendAsync("o-1", 7);
        await _sqs.UntilEmptyAsync(_queueUrl);
        await host.StopAsync();

        var mark = (await _dynamoDb.ScanAsync(new ScanRequest("Marks"))).Items.Should().ContainSingle().Subject;
        mark["id"].S.Should().Be("""billing/orders/arn:aws:dynamodb:us-east-1:000000000000:table/Orders/{"id":"o-1"}""");
        mark["handled"].S.Should().Be("7".PadLeft(SequenceNumber.MaxDigits, '0'));
    }

    [Fact]
    public async Task Start_WithFaultyOptions_TellsAllFaultsAtOnce()
    {
        var start = () => StartAsync(services => services
            .AddDynamoDbHighWaterMarks(_ => { })
            .AddCdcConsumer<OrderKey>("orders").Configure(_configure)
            .LoadItems("a b", Order.FromAttributes, options =>
            {
                options.MaxConcurrentReads = 101;
                options.KeyAttributes["id"] = "X";
            })
            .HandleBatches<OrderBatchHandler>(options => (options.MaxBatchSize, options.MaxBatchWait) = (0, TimeSpan.FromSeconds(61))));

        // One exception for each kind of options.
        var faults = (await start.Should().ThrowExactlyAsync<AggregateException>()).Which.InnerExceptions;
        faults.Cast<OptionsValidationException>().SelectMany(fault => fault.Failures).Should().BeEquivalentTo(
            "Consumer 'orders': TableName is 'a b', which is neither a table's name nor its ARN.",
            "Consumer 'orders': MaxConcurrentReads is 101, outside 1 to 100.",
            "Consumer 'orders': KeyAttributes has 'id' with type 'X', which is none of S, N and B.",
            "Consumer 'orders': MaxBatchSize is 0, outside 1 to 10000.",
            "Consumer 'orders': MaxBatchWait is 00:01:01, outside 00:00:00 to 00:01:00.",
            "ServiceName is ''; set it to 1 to 200 characters that no other service has.");
    }

    [Fact]
    public void LoadItems_TwiceOrAfterTheHandler_IsRefused()
    {
        var builder = new ServiceCollection().AddCdcConsumer<OrderKey>("orders");
        var items = builder.LoadItems("Orders", Order.FromAttributes);
        FluentActions.Invoking(() => builder.LoadItems("Orders", Order.FromAttributes)).Should().ThrowExactly<InvalidOperationException>();
        items.Handle<OrderHandler>();
        FluentActions.Invoking(() => items.HandleBatches<OrderBatchHandler>()).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage("Consumer 'orders' already has a handler, OrderHandler: OrderBatchHandler cannot be another.");
        FluentActions.Invoking(() => new ServiceCollection().AddCdcConsumer<OrderKey>("orders").Handle((_, _) => Task.CompletedTask).LoadItems("Orders", Order.FromAttributes))
            .Should().ThrowExactly<InvalidOperationException>();
    }

    private static CdcItemHandlingBuilder<OrderKey, Order> Add(IServiceCollection services) =>
        services.AddCdcConsumer<OrderKey>("orders").Configure(_configure).WithKeys(Format).LoadItems("Orders", Order.FromAttributes);

    private Task<ConsumerHost> StartAsync(Action<IServiceCollection> add) => ConsumerHost.StartAsync(
        services =>
        {
            services.AddSingleton<IAmazonDynamoDB>(_dynamoDb).AddSingleton(_seen);
            add(services);
        },
        sqs: _sqs);

    private Task<Amazon.SQS.Model.SendMessageResponse> SendAsync(string id, int sequence) => _sqs.SendMessageAsync(_queueUrl, Changes.Body(id, sequence));

    internal sealed record OrderKey(string Id);

    internal sealed record Order(string Status)
    {
        public static Order FromAttributes(Dictionary<string, AttributeValue> attributes) => new(attributes["status"].S);
    }

    internal sealed class Seen
    {
        public Signal Changed { get; } = new();

        public ConcurrentQueue<CdcContext<OrderKey, Order>> Changes { get; } = new();

        public Task AddAsync(CdcContext<OrderKey, Order> context)
        {
            Changes.Enqueue(context);
            Changed.Raise();
            return Task.CompletedTask;
        }

        public async Task<CdcBatchResult> AddAllAsync(CdcBatch<OrderKey, Order> batch)
        {
            foreach (var context in batch) await AddAsync(context);
            return CdcBatchResult.AllHandled;
        }
    }

    internal sealed class OrderHandler(Seen seen) : ICdcHandler<OrderKey, Order>
    {
        public Task HandleAsync(CdcContext<OrderKey, Order> context, CancellationToken cancellationToken) => seen.AddAsync(context);
    }

    internal sealed class OrderBatchHandler(Seen seen) : ICdcBatchHandler<OrderKey, Order>
    {
        public Task<CdcBatchResult> HandleAsync(CdcBatch<OrderKey, Order> batch, CancellationToken cancellationToken) => seen.AddAllAsync(batch);
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(OrderKey))]
    internal sealed partial class OrderKeyJson : JsonSerializerContext;
}
