using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests;

/// <summary>The consumer on a queue that keeps its promises: visibility timeouts, receive counts, message groups.</summary>
public sealed class LocalQueueTests : IDisposable
{
    private readonly FakeTimeProvider _queueTime = new();
    private readonly LocalAws _aws;
    private readonly AmazonSQSClient _sqs;

    public LocalQueueTests()
    {
        _aws = new LocalAws(new LocalAwsOptions { TimeProvider = _queueTime });
        _sqs = _aws.CreateSqsClient();
    }

    public void Dispose()
    {
        _sqs.Dispose();
        _aws.Dispose();
    }

    [Fact]
    public async Task Handler_ThatFailsOnce_IsGivenTheChangeAgainAfterTheVisibilityTimeout()
    {
        var url = await CreateQueueAsync("orders");
        var attempts = 0;
        await using var host = await StartAsync(
            options => options.QueueUrl = url, _ => ++attempts == 1 ? throw new InvalidOperationException("no") : Task.CompletedTask);

        await _sqs.SendMessageAsync(url, Changes.Body("a"));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2200).Length == 1);
        host.Begun.Should().ContainSingle();
        _queueTime.Advance(TimeSpan.FromSeconds(30));
        await host.UntilBegunAsync(2);
        await host.StopAsync();

        (await _sqs.CountAsync(url)).Should().Be((0, 0));
    }

    [Fact]
    public async Task Message_ThatCannotBeRead_EndsInTheDeadLetterQueue()
    {
        var deadUrl = await CreateQueueAsync("dead");
        var dead = (await _sqs.GetQueueAttributesAsync(deadUrl, ["QueueArn"])).Attributes["QueueArn"];
        var url = await CreateQueueAsync(
            "orders", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{dead}}","maxReceiveCount":"2"}"""));
        await using var host = await StartAsync(options => options.QueueName = "orders");

        await _sqs.SendMessageAsync(url, "not an envelope");
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2102).Length == 1);
        _queueTime.Advance(TimeSpan.FromSeconds(30));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2102).Length == 2);
        host.Logs.Of(2102)[1].Text.Should().Contain("receive 2");
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
        await using var host = await StartAsync(
            options => options.QueueUrl = url,
            change => change.Id == "a-1" && Interlocked.Exchange(ref failed, 1) == 0 ? throw new InvalidOperationException("no") : Task.CompletedTask);

        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2200).Length == 1);
        await HangGuard.UntilAsync(async () => await _sqs.CountAsync(url) == (2, 1));
        _queueTime.Advance(TimeSpan.FromSeconds(30));
        await host.UntilBegunAsync(5);
        await host.StopAsync();
        host.Begun.Where(change => change.Key == "a").Select(change => change.Id).Should().Equal("a-1", "a-1", "a-2", "a-3");
        (await _sqs.CountAsync(url)).Should().Be((0, 0));
    }

    [Fact]
    public async Task Stop_HeldMessages_AreReceivableAtOnce()
    {
        var url = await CreateQueueAsync("orders");
        for (var key = 0; key < 5; key++) await _sqs.SendMessageAsync(url, Changes.Body($"k{key}"));
        var finish = new TaskCompletionSource();
        await using var host = await StartAsync(options => (options.QueueUrl, options.MaxConcurrency) = (url, 2), _ => finish.Task);
        await host.UntilBegunAsync(2);

        var stop = host.StopAsync();
        finish.SetResult();
        await stop;

        (await _sqs.CountAsync(url)).Should().Be((3, 0));
    }

    [Fact]
    public async Task Queue_MadeAfterTheStart_IsConsumed()
    {
        await using var host = await StartAsync(options => options.QueueName = "later");
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2100).Length == 1);

        var url = await CreateQueueAsync("later");
        await _sqs.SendMessageAsync(url, Changes.Body("a"));
        await host.UntilBegunAsync(1);
        await host.StopAsync();

        host.Logs.Of(2100).Should().ContainSingle().Which.Text.Should().Contain("check QueueUrl or QueueName");
        host.Logs.Of(2101).Should().ContainSingle();
    }

    private async Task<string> CreateQueueAsync(string name, params (string Name, string Value)[] attributes)
    {
        var request = new CreateQueueRequest(name) { Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value) };
        return (await _sqs.CreateQueueAsync(request)).QueueUrl;
    }

    // The consumer lives in real time: of its own clock these tests need only the 50 ms before a delete.
    private Task<ConsumerHost> StartAsync(Action<CdcConsumerOptions> configure, Func<CdcEnvelope<string>, Task>? handle = null) =>
        ConsumerHost.StartAsync((change, _) => handle?.Invoke(change) ?? Task.CompletedTask, configure, sqs: _sqs);
}
