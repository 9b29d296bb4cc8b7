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
    private static readonly Action<CdcItemSource<Order>> _items = items => items.LoadFromDynamoDb("Orders", Order.FromAttributes);
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

    public static TheoryData<string, Action<IServiceCollection, IConfiguration>> Overloads => new()
    {
        { "reflection", (services, _) => services.AddCdcConsumer<OrderKey, Order, OrderHandler>(_items, _configure) },
        { "metadata", (services, _) => services.AddCdcConsumer<OrderKey, Order, OrderHandler>(OrderKeyJson.Default.OrderKey, _items, _configure) },
        { "format", (services, _) => services.AddCdcConsumer<OrderKey, Order, OrderHandler>(Format, _items, _configure) },
        { "name", (services, _) => services.AddCdcConsumer<OrderKey, Order, OrderHandler>("name", Format, _items, _configure) },
        { "format, section", (services, section) => services.AddCdcConsumer<OrderKey, Order, OrderHandler>(Format, _items, section) },
        { "name, section", (services, section) => services.AddCdcConsumer<OrderKey, Order, OrderHandler>("name", Format, _items, section) },
    };

    private static CdcKeyFormat<OrderKey> Format => CdcKeyFormat.ForRecord(OrderKeyJson.Default.OrderKey);

    [Theory]
    [MemberData(nameof(Overloads))]
    public async Task AddCdcConsumer_EveryOverload_HandsEachChangeOnWithItsItem(string overload, Action<IServiceCollection, IConfiguration> add)
    {
        _ = overload;
        var section = new ConfigurationBuilder().AddInMemoryCollection([new("Cdc:QueueName", "orders")]).Build().GetSection("Cdc");
        await using var host = await StartAsync(services => add(services, section));

        await SendAsync("o-1", 1);
        await SendAsync("o-2", 1);
        await _seen.Changed.UntilAsync(() => _seen.Changes.Count == 2);
        await host.StopAsync();

        _seen.Changes.Select(change => (change.Change.Key.Id, change.Item?.Status, change.IsGone))
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
            services.AddCdcConsumer<OrderKey, Order, OrderHandler>(Format, _items, _configure);
            if (registered == "for all") services.AddInMemoryHighWaterMarks();
            else services.AddKeyedSingleton<IHighWaterMarkStore>(registered == "by name" ? "OrderHandler" : "Other", new InMemoryHighWaterMarkStore());
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
        await using var host = await StartAsync(services => services
            .AddDynamoDbHighWaterMarks(section)
            .AddCdcConsumer<OrderKey, Order, OrderHandler>(Format, _items, _configure));

        await SendAsync("o-1", 7);
        await _sqs.UntilEmptyAsync(_queueUrl);
        await host.StopAsync();

        var mark = (await _dynamoDb.ScanAsync(new ScanRequest("Marks"))).Items.Should().ContainSingle().Subject;
        mark["id"].S.Should().Be("""billing/OrderHandler/arn:aws:dynamodb:us-east-1:000000000000:table/Orders/{"id":"o-1"}""");
        mark["handled"].S.Should().Be("7".PadLeft(SequenceNumber.MaxDigits, '0'));
    }

    [Fact]
    public async Task Start_WithFaultyOptions_TellsAllFaultsAtOnce()
    {
        var start = () => StartAsync(services => services
            .AddDynamoDbHighWaterMarks(_ => { })
            .AddCdcConsumer<OrderKey, Order, OrderHandler>(
                Format,
                items => items.LoadFromDynamoDb("a b", Order.FromAttributes, options =>
                {
                    options.MaxConcurrentReads = 101;
                    options.KeyAttributes["id"] = "X";
                }),
                _configure));

        // One exception for each kind of options.
        var faults = (await start.Should().ThrowExactlyAsync<AggregateException>()).Which.InnerExceptions;
        faults.Cast<OptionsValidationException>().SelectMany(fault => fault.Failures).Should().BeEquivalentTo(
            "Consumer 'OrderHandler': TableName is 'a b', which is neither a table's name nor its ARN.",
            "Consumer 'OrderHandler': MaxConcurrentReads is 101, outside 1 to 100.",
            "Consumer 'OrderHandler': KeyAttributes has 'id' with type 'X', which is none of S, N and B.",
            "ServiceName is ''; set it to 1 to 200 characters that no other service has.");
    }

    [Fact]
    public void AddCdcConsumer_WithoutASource_IsRefused()
    {
        var services = new ServiceCollection();
        FluentActions.Invoking(() => services.AddCdcConsumer<OrderKey, Order, OrderHandler>(Format, _ => { }, _configure))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("items");
        FluentActions.Invoking(() => services.AddCdcConsumer<OrderKey, Order, OrderHandler>("twice", Format, items => (_items + _items)(items), _configure))
            .Should().ThrowExactly<InvalidOperationException>();
    }

    [Fact]
    public void AddCdcConsumer_WithTheNameOfAnother_IsRefused()
    {
        var services = new ServiceCollection().AddCdcConsumer<OrderKey, Order, OrderHandler>(Format, _items, _configure);

        FluentActions.Invoking(() => services.AddCdcConsumer<OrderKey, Order, OrderHandler>(Format, _items, _configure))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("name");
    }

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

        public ConcurrentQueue<CdcItemChange<OrderKey, Order>> Changes { get; } = new();
    }

    internal sealed class OrderHandler(Seen seen) : ICdcHandler<OrderKey, Order>
    {
        public Task HandleAsync(CdcItemChange<OrderKey, Order> change, CancellationToken cancellationToken)
        {
            seen.Changes.Enqueue(change);
            seen.Changed.Raise();
            return Task.CompletedTask;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(OrderKey))]
    internal sealed partial class OrderKeyJson : JsonSerializerContext;
}
