using Cdc.Publisher;
using Cdc.Testing;
using Cdc.Worker;
using OrdersDemo.Api;
using OrdersDemo.Feed;
using OrdersDemo.Recording;
using OrdersDemo.StreamFunction;

namespace OrdersDemo.Parts;

/// <summary>The stream function, invoked as Lambda's event source mapping would.</summary>
internal sealed class FunctionPart : IAsyncDisposable
{
    private readonly ILoggerFactory _loggerFactory;
    private readonly SnsClient _sns;
    private readonly DynamoDbStreamsClient _streams;
    private readonly LocalEventSourceMapping _mapping;

    public FunctionPart(AwsPlace place, DemoResources resources, DemoFeed feed, DemoOptions options)
    {
        _loggerFactory = LoggerFactory.Create(logging => PartHost.ConfigureLogging(logging, options));
        _sns = place.CreateSnsClient();
        _streams = place.CreateStreamsClient();
        var handler = new OrdersStreamHandler(
            new CdcPublisherOptions { TopicArn = resources.TopicArn, TraceParentAttribute = OrdersApi.TraceParentAttribute },
            new RecordedSnsPublisher(_sns, feed),
            _loggerFactory);
        _mapping = LocalEventSourceMapping.Start(
            _streams,
            resources.StreamArn,
            new RecordedFunction(handler.HandleAsync, feed).HandleAsync,
            logger: _loggerFactory.CreateLogger<LocalEventSourceMapping>());
    }

    public async ValueTask DisposeAsync()
    {
        await _mapping.DisposeAsync();
        _sns.Dispose();
        _streams.Dispose();
        _loggerFactory.Dispose();
    }
}
