using Amazon.DynamoDBv2;
using Cdc.Consumer;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrdersDemo.Listener;

namespace OrdersDemo.Tests;

public sealed class OrderChangeHandlerTests : IAsyncLifetime
{
    private readonly LocalAws _aws = new();
    private readonly AmazonDynamoDBClient _dynamoDb;
    private readonly OrdersProjection _projection = new();
    private readonly OrderChangeHandler _handler;

    public OrderChangeHandlerTests()
    {
        _dynamoDb = _aws.CreateDynamoDbClient();
        _handler = new OrderChangeHandler(
            new OrderReader(_dynamoDb, Options.Create(new OrderReaderOptions())), _projection, TimeProvider.System, NullLogger<OrderChangeHandler>.Instance);
    }

    public Task InitializeAsync() => Tables.CreateAsync(_dynamoDb);

    public Task DisposeAsync()
    {
        _dynamoDb.Dispose();
        _aws.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Handle_OrderThatIsThere_TakesItOver()
    {
        await PutAsync("placed", 1);
        await HandleAsync(ChangeOperation.Insert);

        _projection.Orders.Should().ContainSingle().Which.Value
            .Should().Be(new OrderSummary("o-1", "placed", 12.5m, 1, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Handle_OrderThatIsGone_RemovesIt()
    {
        await PutAsync("placed", 1);
        await HandleAsync(ChangeOperation.Insert);
        await RemoveAsync();
        await HandleAsync(ChangeOperation.Remove);

        _projection.Orders.Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_RepeatedAndLateChanges_KeepWhatTheTableHolds()
    {
        await PutAsync("paid", 2);
        foreach (var operation in new[] { ChangeOperation.Modify, ChangeOperation.Insert, ChangeOperation.Modify, ChangeOperation.Remove })
        {
            await HandleAsync(operation);
            _projection.Orders["o-1"].Should().Match<OrderSummary>(order => order.Status == "paid" && order.Version == 2);
        }

        await RemoveAsync();
        foreach (var operation in new[] { ChangeOperation.Remove, ChangeOperation.Modify, ChangeOperation.Insert })
        {
            await HandleAsync(operation);
            _projection.Orders.Should().BeEmpty();
        }
    }

    private Task HandleAsync(ChangeOperation operation) => _handler.HandleAsync(
        CdcContext.Create(new CdcEnvelope<OrderKey>
        {
            Id = "1",
            Source = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders",
            Type = "orders.change",
            Operation = operation,
            Key = new OrderKey("o-1"),
        }),
        CancellationToken.None);

    private async Task PutAsync(string status, int version) => await _dynamoDb.PutItemAsync("Orders", new()
    {
        ["orderId"] = new("o-1"),
        ["status"] = new(status),
        ["total"] = new() { N = "12.5" },
        ["version"] = new() { N = $"{version}" },
        ["updatedAt"] = new("1970-01-01T00:00:00.0000000+00:00"),
    });

    private async Task RemoveAsync() => await _dynamoDb.DeleteItemAsync("Orders", new() { ["orderId"] = new("o-1") });
}
