using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Core;
using Cdc.Lambda;
using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.EndToEnd.Tests;

/// <summary>A table's stream, the function on it, a topic, and consumers: everything that runs for one test.</summary>
internal sealed class Chain : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly AwsBackend _backend;
    private readonly string _topicArn;

    private Chain(AwsBackend backend, SnsClient sns, string topicArn)
    {
        _backend = backend;
        DynamoDb = backend.CreateDynamoDbClient();
        Sns = sns;
        _topicArn = topicArn;
    }

    public AmazonDynamoDBClient DynamoDb { get; }

    public SnsClient Sns { get; }

    public static async Task<Chain> CreateAsync(AwsBackend backend)
    {
        var sns = backend.CreateSnsClient();
        return new Chain(backend, sns, await sns.CreateTopicAsync($"changes-{Guid.NewGuid():N}"));
    }

    public Task<Table> CreateTableAsync(params (string Name, ScalarAttributeType Type)[] keys) => Table.CreateAsync(DynamoDb, keys);

    /// <summary>Puts the function on the table's stream.</summary>
    public void StartFunction(Table table, ISnsPublisher? publisher = null, Func<StreamRecord, bool>? shouldPublish = null)
    {
        var streams = _backend.CreateStreamsClient();
        var handler = new Handler(new CdcPublisherOptions { TopicArn = _topicArn, EventTypePrefix = "orders" }, publisher ?? Sns, shouldPublish);
        var mapping = LocalEventSourceMapping.Start(
            streams,
            table.StreamArn,
            handler.HandleAsync,
            new LocalEventSourceMappingOptions { PollingInterval = TimeSpan.FromMilliseconds(20), RetryDelay = TimeSpan.FromMilliseconds(20) });
        _running.Push(new Part(async () =>
        {
            await mapping.DisposeAsync();
            streams.Dispose();
        }));
    }

    /// <summary>Starts a service with a consumer on a queue of its own.</summary>
    public async Task<Recording<TKey>> StartConsumerAsync<TKey>(
        CdcKeyFormat<TKey> keyFormat, bool raw = true, string? filterPolicy = null, Recording<TKey>? recording = null)
        where TKey : notnull
    {
        var sqs = _backend.CreateSqsClient();
        var queueUrl = await Subscription.CreateQueueAsync(sqs, Sns, _topicArn, raw, filterPolicy);
        recording ??= new Recording<TKey>();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IAmazonSQS>(sqs);
        builder.Services.AddSingleton(recording);
        builder.Services.AddCdcConsumer<TKey, RecordingHandler<TKey>>(options =>
        {
            options.QueueUrl = queueUrl;
            options.WaitTime = TimeSpan.FromSeconds(1);
        });
        var host = builder.Build();
        await host.StartAsync();
        _running.Push(new Part(async () =>
        {
            await host.StopAsync();
            host.Dispose();
            sqs.Dispose();
        }));
        return recording;
    }

    public async ValueTask DisposeAsync()
    {
        while (_running.TryPop(out var part)) await part.DisposeAsync();
        Sns.Dispose();
        DynamoDb.Dispose();
    }

    private sealed class Handler(CdcPublisherOptions options, ISnsPublisher publisher, Func<StreamRecord, bool>? shouldPublish)
        : CdcStreamHandler(options, publisher, NullLoggerFactory.Instance)
    {
        protected override bool ShouldPublish(StreamRecord record) => shouldPublish?.Invoke(record) ?? true;
    }

    private sealed class Part(Func<ValueTask> stop) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => stop();
    }
}
