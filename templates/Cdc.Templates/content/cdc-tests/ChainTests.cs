using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Cdc.Consumer;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Company.Tests1;

/// <summary>A whole chain in this process: what is written to the table comes to the handler.</summary>
public sealed class ChainTests
{
    private static readonly ItemKey _key = new(PARTITION_VALUE);

    [Fact]
    public async Task Change_OfAnItem_IsHandled()
    {
        var handler = new RecordingHandler();
        await using var chain = await StartAsync(handler);

        await chain.DynamoDb.PutItemAsync("TABLE_NAME", _key.ToAttributes());
        await chain.DeliveredAsync();

        Assert.Equal([_key], handler.Handled);
    }

    [Fact]
    public async Task Change_WhileSnsThrottles_IsHandledAllTheSame()
    {
        var handler = new RecordingHandler();
        await using var chain = await StartAsync(handler);
        var throttling = chain.Faults.Add(AwsService.Sns, "PublishBatch", AwsFault.Throttling, count: 3);

        await chain.DynamoDb.PutItemAsync("TABLE_NAME", _key.ToAttributes());
        await chain.DeliveredAsync();

        Assert.Equal([_key], handler.Handled);
        Assert.Equal(3, throttling.Injected);
    }

    // Your function: .UseFunction((publisher, sns, loggers) => new StreamHandler(publisher, sns)), with a reference to its project. Without, all changes are published.
    private static Task<LocalCdcChain> StartAsync(RecordingHandler handler) => LocalCdcChain.StartAsync(options => options
#if (hasSortKey)
        .Table("TABLE_NAME", "PARTITION_KEY", "SORT_KEY", PARTITION_SCALAR, SORT_SCALAR)
#else
        .Table("TABLE_NAME", "PARTITION_KEY", partitionKeyType: PARTITION_SCALAR)
#endif
        .AddListener("listener", (services, queue) => services
            .AddSingleton(handler)
            .AddCdcConsumer<ItemKey>("listener")
            .Configure(consumer => consumer.QueueUrl = queue.QueueUrl)
            .WithKeys(ItemKeyJson.Default.ItemKey)
            .Handle<RecordingHandler>()));

    // In place of yours.
    private sealed class RecordingHandler : ICdcHandler<ItemKey>
    {
        public ConcurrentQueue<ItemKey> Handled { get; } = new();

        public Task HandleAsync(CdcContext<ItemKey> context, CancellationToken cancellationToken)
        {
            Handled.Enqueue(context.Key);
            return Task.CompletedTask;
        }
    }
}
