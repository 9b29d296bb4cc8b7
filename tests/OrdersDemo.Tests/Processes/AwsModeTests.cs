using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using OrdersDemo.StreamFunction;

namespace OrdersDemo.Tests.Processes;

/// <summary>The demo with --aws, where the account is an emulator in the test and AWS_ENDPOINT_URL leads there.</summary>
public sealed class AwsModeTests : IAsyncLifetime
{
    private readonly LocalAws _aws = new();
    private LocalAwsServer _server = null!;

    public async Task InitializeAsync() => _server = await LocalAwsServer.StartAsync(_aws);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _aws.Dispose();
    }

    [Fact]
    public async Task Smoke_ChainThatIsSetUp_DeliversEveryChange()
    {
        var resources = await DemoResources.CreateAsync(new AwsPlace(_server.Url), CancellationToken.None);
        using var sns = _aws.CreateSnsClient();
        using var streams = _aws.CreateStreamsClient();
        var function = new OrdersStreamHandler(new CdcPublisherOptions { TopicArn = resources.TopicArn }, sns, NullLoggerFactory.Instance);
        await using var mapping = LocalEventSourceMapping.Start(streams, resources.StreamArn, function.HandleAsync);
        using var demo = Start(resources.QueueUrl);

        await demo.ReadUntilAsync("smoke: 9/9 changes delivered, 0 lost");
        (await demo.ExitAsync()).Code.Should().Be(0);
    }

    [Fact]
    public async Task Smoke_NoTable_TellsWhatTheApiAnswered()
    {
        using var sqs = _aws.CreateSqsClient();
        using var demo = Start((await sqs.CreateQueueAsync("orders-listener")).QueueUrl);

        var (code, error) = await demo.ExitAsync();

        code.Should().Be(1);
        error.Should().ContainSingle().Which.Should().Contain("/orders was answered 503").And.Contain("table does not exist");
    }

    private DemoProcess Start(string queueUrl) => new(
        "--aws --smoke",
        ("AWS_ENDPOINT_URL", _server.Url.ToString()),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("Cdc__QueueUrl", queueUrl));
}
