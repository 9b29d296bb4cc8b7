using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests;

/// <summary>The consumer on a queue that keeps its promises: visibility timeouts, receive counts, message groups.</summary>
public sealed class LocalQueueTests : IDisposable
{
    private readonly FakeTimeProvider _queueTime = new();
    private readonly LocalAws _aws;
    private readonly AmazonSQSClient _sqs;
    private readonly Recorder _recorder = new();
    private readonly LogLines _logs = new(new Signal());

    public LocalQueueTests()
    {
        _aws = new LocalAws(new LocalAwsOptions { TimeProvider = _queueTime });
        _sqs = _aws.CreateSqsClient();
    }

    public void Dispose()
    {
        _sqs.Dispose();
        _aws.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Handler_ThatFailsOnce_IsGivenTheChangeAgainAfterTheVisibilityTimeout()
    {
        var url = await CreateQueueAsync("orders");
        _recorder.Handle = change => _recorder.Changes.Count == 1 ? throw new InvalidOperationException("no") : Task.CompletedTask;
        using var host = await StartAsync(options => options.QueueUrl = url);

        await _sqs.SendMessageAsync(url, Changes.Body("a"));
        await _logs.Changed.UntilAsync(() => _logs.Of(2200).Length == 1);
        _recorder.Changes.Should().ContainSingle();
        _queueTime.Advance(TimeSpan.FromSeconds(30));
        await _recorder.Changed.UntilAsync(() => _recorder.Changes.Count == 2);
        await host.StopAsync();

        (await CountAsync(url)).Should().Be((0, 0));
    }

    [Fact]
    public async Task Message_ThatCannotBeRead_EndsInTheDeadLetterQueue()
    {
        var deadUrl = await CreateQueueAsync("dead");
        var dead = (await _sqs.GetQueueAttributesAsync(deadUrl, ["QueueArn"])).Attributes["QueueArn"];
        var url = await CreateQueueAsync(
            "orders", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{dead}}","maxReceiveCount":"2"}"""));
        using var host = await StartAsync(options => options.QueueName = "orders");

        await _sqs.SendMessageAsync(url, "not an envelope");
        await _logs.Changed.UntilAsync(() => _logs.Of(2102).Length == 1);
        _queueTime.Advance(TimeSpan.FromSeconds(30));
        await _logs.Changed.UntilAsync(() => _logs.Of(2102).Length == 2);
        _logs.Of(2102)[1].Text.Should().Contain("receive 2");
        _queueTime.Advance(TimeSpan.FromSeconds(30));
        var moved = await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest(deadUrl) { WaitTimeSeconds = 20 }).WaitAsync(HangGuard.Patience);
        await host.StopAsync();

        moved.Messages.Should().ContainSingle().Which.Body.Should().Be("not an envelope");
    }

    [Fact]
    public async Task FifoQueue_ChangeThatFails_IsNotOvertakenByALaterOneOfItsKey()
    {
        var url = await CreateQueueAsync("orders.fifo", ("FifoQueue", "true"));
        foreach (var (key, sequence) in new[] { ("a", 1), ("a", 2), ("b", 1), ("a", 3) })
        {
            await _sqs.SendMessageAsync(new SendMessageRequest(url, Changes.Body(key, sequence))
            {
                MessageGroupId = key,
                MessageDeduplicationId = $"{key}-{sequence}",
            });
        }

        var failed = 0;
        _recorder.Handle = change =>
            change.Id == "a-1" && Interlocked.Exchange(ref failed, 1) == 0 ? throw new InvalidOperationException("no") : Task.CompletedTask;
        using var host = await StartAsync(options => options.QueueUrl = url);

        await _logs.Changed.UntilAsync(() => _logs.Of(2200).Length == 1);
        await HangGuard.UntilAsync(async () => await CountAsync(url) == (2, 1));
        _queueTime.Advance(TimeSpan.FromSeconds(30));
        await _recorder.Changed.UntilAsync(() => _recorder.Changes.Count == 5);
        await host.StopAsync();
        _recorder.Changes.Where(change => change.Key == "a").Select(change => change.Id).Should().Equal("a-1", "a-1", "a-2", "a-3");
        (await CountAsync(url)).Should().Be((0, 0));
    }

    [Fact]
    public async Task Stop_HeldMessages_AreReceivableAtOnce()
    {
        var url = await CreateQueueAsync("orders");
        for (var key = 0; key < 5; key++) await _sqs.SendMessageAsync(url, Changes.Body($"k{key}"));
        var finish = new TaskCompletionSource();
        _recorder.Handle = _ => finish.Task;
        using var host = await StartAsync(options => (options.QueueUrl, options.MaxConcurrency) = (url, 2));
        await _recorder.Changed.UntilAsync(() => _recorder.Changes.Count == 2);

        var stop = host.StopAsync();
        finish.SetResult();
        await stop;

        (await CountAsync(url)).Should().Be((3, 0));
    }

    [Fact]
    public async Task Queue_MadeAfterTheStart_IsConsumed()
    {
        using var host = await StartAsync(options => options.QueueName = "later");
        await _logs.Changed.UntilAsync(() => _logs.Of(2100).Length == 1);

        var url = await CreateQueueAsync("later");
        await _sqs.SendMessageAsync(url, Changes.Body("a"));
        await _recorder.Changed.UntilAsync(() => _recorder.Changes.Count == 1);
        await host.StopAsync();

        _logs.Of(2100).Should().ContainSingle().Which.Text.Should().Contain("check QueueUrl or QueueName");
        _logs.Of(2101).Should().ContainSingle();
    }

    private async Task<string> CreateQueueAsync(string name, params (string Name, string Value)[] attributes)
    {
        var request = new CreateQueueRequest(name) { Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value) };
        return (await _sqs.CreateQueueAsync(request)).QueueUrl;
    }

    private async Task<(int Waiting, int InFlight)> CountAsync(string url)
    {
        var attributes = await _sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return (attributes.ApproximateNumberOfMessages, attributes.ApproximateNumberOfMessagesNotVisible);
    }

    // The consumer lives in real time: of its own clock these tests need only the 50 ms before a delete.
    private async Task<IHost> StartAsync(Action<CdcConsumerOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IAmazonSQS>(_sqs);
        builder.Services.AddSingleton<ILoggerProvider>(_logs);
        builder.Services.AddSingleton(_recorder);
        builder.Services.ConfigureAll<CdcConsumerOptions>(options => options.ReceiveGracePeriod = TimeSpan.Zero);
        builder.Services.AddCdcConsumer<string, RecordingHandler>(CdcKeyFormat.ForString("id"), configure);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    internal sealed class Recorder
    {
        public System.Collections.Concurrent.ConcurrentQueue<CdcEnvelope<string>> Changes { get; } = new();

        public Signal Changed { get; } = new();

        public Func<CdcEnvelope<string>, Task> Handle { get; set; } = _ => Task.CompletedTask;
    }

    internal sealed class RecordingHandler(Recorder recorder) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken)
        {
            recorder.Changes.Enqueue(change);
            recorder.Changed.Raise();
            return recorder.Handle(change);
        }
    }
}
