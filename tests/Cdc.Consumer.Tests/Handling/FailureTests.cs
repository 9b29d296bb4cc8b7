using Amazon.SQS;
using Cdc.Consumer.Tests.Fakes;

namespace Cdc.Consumer.Tests.Handling;

public sealed class FailureTests
{
    private readonly FakeSqs _sqs = new();

    [Fact]
    public async Task Rejected_WithADeadLetterQueue_IsCopiedWithItsAttributesAndThenDeleted()
    {
        await using var host = await StartAsync(options => options.DeadLetterQueueUrl = FakeSqs.DeadLetterQueueUrl);

        _sqs.Send(Changes.Body("rejected"));
        await host.UntilDeletedAsync(1);

        var copy = _sqs.Sent.Should().ContainSingle().Subject;
        (copy.QueueUrl, copy.MessageBody).Should().Be((FakeSqs.DeadLetterQueueUrl, Changes.Body("rejected")));
        copy.MessageAttributes.Should().ContainKey("type").WhoseValue.StringValue.Should().Be("orders.modify");
        _sqs.Receives.First().MessageAttributeNames.Should().Equal("All");
        host.Logs.Of(2205).Should().ContainSingle().Which.Text.Should().Contain("rejected-1").And.Contain("goes to the dead-letter queue");
    }

    [Fact]
    public async Task Rejected_WithoutADeadLetterQueue_StaysInTheQueue()
    {
        await using var host = await StartAsync();

        _sqs.Send(Changes.Body("rejected"));
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Any());
        await host.StopAsync();

        (_sqs.Deleted.Count, _sqs.Sent.Count).Should().Be((0, 0));
        host.Logs.Of(2205).Should().ContainSingle().Which.Text.Should().Contain("stays in the queue");
    }

    [Fact]
    public async Task Rejected_WhileCopiesHang_OthersAreHandledAndTheKeyItselfWaits()
    {
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sqs.OnSending = (_, _) => isOver.Task;
        await using var host = await StartAsync(options => (options.DeadLetterQueueUrl, options.MaxConcurrency) = (FakeSqs.DeadLetterQueueUrl, 1));

        for (var sequence = 1; sequence <= 2; sequence++) _sqs.Send(Changes.Body("rejected", sequence));
        for (var number = 0; number < 5; number++) _sqs.Send(Changes.Body($"k{number}"));
        await host.UntilDeletedAsync(5);

        host.BegunIds.Should().BeEquivalentTo("rejected-1", "k0-1", "k1-1", "k2-1", "k3-1", "k4-1");
        isOver.SetResult();
        await host.UntilDeletedAsync(7);
        host.BegunIds.Should().HaveCount(7);
    }

    [Fact]
    public async Task Rejected_WhenTheCopyNeverEnds_IsGivenUpAndComesAgain()
    {
        _sqs.OnSending = (_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        var time = new WatchedTime(_sqs.Changed, watchesChanges: true);
        await using var host = await StartAsync(options => options.DeadLetterQueueUrl = FakeSqs.DeadLetterQueueUrl, time);

        _sqs.Send(Changes.Body("rejected"));
        await time.ElapseUntilAsync(() => _sqs.Hidden.Any(hidden => host.Logs.Of(2206).Length > 0));

        _sqs.Deleted.Should().BeEmpty();
        host.Logs.Of(2206).Should().ContainSingle();
    }

    [Fact]
    public async Task Rejected_WhenTheCopyFails_StaysInTheQueue()
    {
        _sqs.OnSend = _ => throw new HttpRequestException("refused");
        await using var host = await StartAsync(options => options.DeadLetterQueueUrl = FakeSqs.DeadLetterQueueUrl);

        _sqs.Send(Changes.Body("rejected"));
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Any());
        await host.StopAsync();

        _sqs.Deleted.Should().BeEmpty();
        host.Logs.Of(2206).Should().ContainSingle().Which.Error.Should().BeOfType<HttpRequestException>();
    }

    [Theory]
    [InlineData("AccessDenied", "sqs:SendMessage")]
    [InlineData("AWS.SimpleQueueService.NonExistentQueue", "DeadLetterQueueUrl")]
    [InlineData("KmsAccessDenied", "kms:GenerateDataKey")]
    public async Task Rejected_WhenTheCopyIsRefused_SaysWhatTheDeadLetterQueueNeeds(string code, string advice)
    {
        _sqs.OnSend = _ => throw new AmazonSQSException("no") { ErrorCode = code, StatusCode = System.Net.HttpStatusCode.BadRequest };
        await using var host = await StartAsync(options => options.DeadLetterQueueUrl = FakeSqs.DeadLetterQueueUrl);

        _sqs.Send(Changes.Body("rejected"));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2206).Length == 1);

        host.Logs.Of(2206)[0].Text.Should().Contain(advice);
    }

    [Fact]
    public async Task Rejected_ToAFifoDeadLetterQueue_KeepsItsGroup()
    {
        await using var host = await StartAsync(options => (options.QueueUrl, options.DeadLetterQueueUrl) = (FakeSqs.FifoQueueUrl, FakeSqs.DeadLetterQueueUrl + ".fifo"));

        _sqs.Send(Changes.Body("rejected"), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        await host.UntilDeletedAsync(1);

        var copy = _sqs.Sent.Should().ContainSingle().Subject;
        (copy.MessageGroupId, copy.MessageDeduplicationId).Should().Be(("g", "m-1"));
    }

    [Fact]
    public async Task Unreadable_WithThePolicyDeadLetter_IsCopiedAndDeleted()
    {
        await using var host = await StartAsync(
            options => (options.DeadLetterQueueUrl, options.UnreadableMessages) = (FakeSqs.DeadLetterQueueUrl, UnreadableMessageAction.DeadLetter));

        _sqs.Send("not an envelope");
        await host.UntilDeletedAsync(1);

        _sqs.Sent.Should().ContainSingle().Which.MessageBody.Should().Be("not an envelope");
    }

    [Fact]
    public async Task Unreadable_WithACallback_IsWhatTheCallbackSays()
    {
        var seen = new List<CdcUnreadableMessage>();
        await using var host = await StartAsync(options => options.OnUnreadableMessage = (message, _) =>
        {
            lock (seen) seen.Add(message);
            return Task.FromResult(message.Body == "delete" ? UnreadableMessageAction.Delete : UnreadableMessageAction.Leave);
        });

        _sqs.Send("delete", receiveCount: 2);
        _sqs.Send("leave");
        await host.UntilDeletedAsync(1);
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Any());

        _sqs.Deleted.Keys.Should().Equal("h-1");
        _sqs.Hidden.Should().ContainSingle().Which.Handle.Should().Be("h-2");
        seen.Single(message => message.Body == "delete").Should().BeEquivalentTo(new CdcUnreadableMessage
        {
            MessageId = "m-1",
            Body = "delete",
            Attributes = new Dictionary<string, string> { ["type"] = "orders.modify" },
            ReceiveCount = 2,
            Problem = host.Logs.Of(2102)[0].Text[(host.Logs.Of(2102)[0].Text.IndexOf("Not a", StringComparison.Ordinal))..],
        });
    }

    [Fact]
    public async Task Unreadable_ThatTheCallbackSendsToNoQueue_StaysWithALogLine()
    {
        await using var host = await StartAsync(options => options.OnUnreadableMessage = (_, _) => Task.FromResult(UnreadableMessageAction.DeadLetter));

        _sqs.Send("not an envelope");
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Any());
        await host.StopAsync();

        _sqs.Deleted.Should().BeEmpty();
        host.Logs.Of(2105).Should().ContainSingle().Which.Text.Should().Contain("DeadLetterQueueUrl");
    }

    [Fact]
    public async Task Unreadable_WhoseCallbackThrows_StaysInTheQueue()
    {
        await using var host = await StartAsync(options => options.OnUnreadableMessage = (_, _) => throw new InvalidOperationException("no"));

        _sqs.Send("not an envelope");
        await _sqs.Changed.UntilAsync(() => _sqs.Hidden.Any());
        await host.StopAsync();

        _sqs.Deleted.Should().BeEmpty();
        host.Logs.Of(2104).Should().ContainSingle().Which.Error.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task FifoQueue_UnreadableMessage_StopsItsGroupAndNoOther()
    {
        _sqs.Send(Changes.Body("a", 1), queueUrl: FakeSqs.FifoQueueUrl, group: "a");
        _sqs.Send("not an envelope", queueUrl: FakeSqs.FifoQueueUrl, group: "a");
        _sqs.Send(Changes.Body("a", 3), queueUrl: FakeSqs.FifoQueueUrl, group: "a");
        _sqs.Send(Changes.Body("b", 1), queueUrl: FakeSqs.FifoQueueUrl, group: "b");
        await using var host = await StartAsync(options => options.QueueUrl = FakeSqs.FifoQueueUrl);

        await host.UntilDeletedAsync(2);
        await _sqs.Changed.UntilAsync(() => _sqs.Released.Any() && _sqs.Hidden.Any());

        host.BegunIds.Should().BeEquivalentTo("a-1", "b-1");
        _sqs.Released.Should().Equal("h-3");
        _sqs.Hidden.Should().ContainSingle().Which.Handle.Should().Be("h-2");
    }

    [Fact]
    public async Task FifoQueue_RejectedMessageThatIsGone_LetsItsGroupGoOn()
    {
        _sqs.Send(Changes.Body("rejected", 1), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        _sqs.Send(Changes.Body("a", 2), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        await using var host = await StartAsync(options => (options.QueueUrl, options.DeadLetterQueueUrl) = (FakeSqs.FifoQueueUrl, FakeSqs.DeadLetterQueueUrl + ".fifo"));

        await host.UntilDeletedAsync(2);

        host.BegunIds.Should().Equal("rejected-1", "a-2");
    }

    private Task<ConsumerHost> StartAsync(Action<CdcConsumerOptions>? configure = null, TimeProvider? time = null) => ConsumerHost.StartAsync(
        (change, _) => change.Key == "rejected" ? throw new CdcRejectException("never") : Task.CompletedTask, configure, time, _sqs);
}
