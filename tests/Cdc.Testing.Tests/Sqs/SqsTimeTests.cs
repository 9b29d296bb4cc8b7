using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>What time alone does to a queue; the tests decide what time it is.</summary>
public sealed class SqsTimeTests : SqsTest
{
    private readonly FakeTimeProvider _time;

    public SqsTimeTests()
        : this(new FakeTimeProvider())
    {
    }

    private SqsTimeTests(FakeTimeProvider time)
        : base(new InProcessBackend(new LocalAwsOptions { TimeProvider = time })) => _time = time;

    [Fact]
    public async Task Receive_VisibilityTimeoutOver_ReturnsTheMessageAgain()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        (await ReceiveAsync(queue)).Should().ContainSingle();

        _time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        (await ReceiveAsync(queue)).Should().BeEmpty();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_LongPollWhileVisibilityTimeoutEnds_ReturnsTheMessage()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        await ReceiveAsync(queue, visibility: 5);

        var polling = PollAsync(queue, seconds: 20);
        _time.Advance(TimeSpan.FromSeconds(4));
        polling.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        (await polling).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_LongPollWhileDelayEnds_ReturnsTheMessage()
    {
        var queue = await CreateQueueAsync();

        var polling = PollAsync(queue, seconds: 20);
        await Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", DelaySeconds = 7 });
        _time.Advance(TimeSpan.FromSeconds(7));

        (await polling).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_LongPollWhileVisibilityIsShortened_ReturnsTheMessage()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var first = (await ReceiveAsync(queue)).Single();

        var polling = PollAsync(queue, seconds: 20);
        await Sqs.ChangeMessageVisibilityAsync(queue, first.ReceiptHandle, 3);
        _time.Advance(TimeSpan.FromSeconds(3));

        (await polling).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_LongPollOver_ReturnsNothing()
    {
        var queue = await CreateQueueAsync();

        var polling = PollAsync(queue, seconds: 20);
        _time.Advance(TimeSpan.FromSeconds(20));

        (await polling).Should().BeEmpty();
    }

    [Fact]
    public async Task Receive_QueueWaits_PollsAsLong()
    {
        var queue = await CreateQueueAsync(("ReceiveMessageWaitTimeSeconds", "20"));

        var polling = Sqs.ReceiveMessageAsync(queue);
        polling.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(20));

        ((await polling).Messages ?? []).Should().BeEmpty();
    }

    [Fact]
    public async Task Receive_SeveralPolls_EachMessageGoesToOne()
    {
        var queue = await CreateQueueAsync();
        var polls = Enumerable.Range(0, 4).Select(_ => PollAsync(queue, seconds: 20)).ToList();

        for (var number = 0; number < 4; number++) await Sqs.SendMessageAsync(queue, $"{number}");

        // A poll may take several messages; those left without one end with their time.
        var first = await Task.WhenAny(polls);
        (await first).Should().NotBeEmpty();
        await HangGuard.UntilAsync(async () => (await Sqs.CountAsync(queue)).Waiting == 0);
        _time.Advance(TimeSpan.FromSeconds(20));
        (await Task.WhenAll(polls)).SelectMany(messages => messages).Select(message => message.Body).Should().BeEquivalentTo("0", "1", "2", "3");
    }

    [Fact]
    public async Task Receive_LongPollCancelled_LeavesTheMessageToTheNext()
    {
        var queue = await CreateQueueAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20 }, cancellation.Token);
        var waiting = PollAsync(queue, seconds: 20);

        await cancellation.CancelAsync();
        await cancelled.Awaiting(poll => poll).Should().ThrowExactlyAsync<TaskCanceledException>();
        await Sqs.SendMessageAsync(queue, "x");

        (await waiting).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_QueueDeletedWhilePolling_EndsThePoll()
    {
        var queue = await CreateQueueAsync();
        var polling = PollAsync(queue, seconds: 20);

        await Sqs.DeleteQueueAsync(queue);

        await polling.Awaiting(poll => poll).Should().ThrowExactlyAsync<QueueDoesNotExistException>();
    }

    [Fact]
    public async Task Send_Delayed_CountsAsDelayedUntilThen()
    {
        var queue = await CreateQueueAsync(("DelaySeconds", "10"));
        await Sqs.SendMessageAsync(queue, "x");
        (await AttributeAsync(queue, "ApproximateNumberOfMessagesDelayed")).Should().Be("1");
        (await ReceiveAsync(queue)).Should().BeEmpty();

        _time.Advance(TimeSpan.FromSeconds(10));

        (await AttributeAsync(queue, "ApproximateNumberOfMessagesDelayed")).Should().Be("0");
        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_RetentionOver_ReturnsNothing()
    {
        var queue = await CreateQueueAsync(("MessageRetentionPeriod", "60"));
        await Sqs.SendMessageAsync(queue, "old");
        _time.Advance(TimeSpan.FromSeconds(30));
        await Sqs.SendMessageAsync(queue, "new");

        _time.Advance(TimeSpan.FromSeconds(30));

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("new");
    }

    [Fact]
    public async Task Receive_FifoDeadLetterQueue_CountsRetentionFromItsArrival()
    {
        var deadLetters = await CreateQueueAsync(("FifoQueue", "true"), ("MessageRetentionPeriod", "60"));
        var target = await AttributeAsync(deadLetters, "QueueArn");
        var queue = await CreateQueueAsync(("FifoQueue", "true"), ("RedrivePolicy", RedrivePolicy(target, 1)));
        await SendFifoAsync(queue, "x", "g", "1");
        _time.Advance(TimeSpan.FromSeconds(40));
        await ReceiveAsync(queue, visibility: 0);
        await ReceiveAsync(queue, visibility: 0);

        _time.Advance(TimeSpan.FromSeconds(59));
        (await Sqs.CountAllAsync(deadLetters)).Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await Sqs.CountAllAsync(deadLetters)).Should().Be(0);
    }

    [Fact]
    public async Task Receive_DeadLetterQueue_CountsRetentionFromTheFirstSend()
    {
        var deadLetters = await CreateQueueAsync(("MessageRetentionPeriod", "60"));
        var target = await AttributeAsync(deadLetters, "QueueArn");
        var queue = await CreateQueueAsync(("RedrivePolicy", RedrivePolicy(target, 1)));
        await Sqs.SendMessageAsync(queue, "x");
        _time.Advance(TimeSpan.FromSeconds(40));
        await ReceiveAsync(queue, visibility: 0);
        await ReceiveAsync(queue, visibility: 0);
        (await Sqs.CountAllAsync(deadLetters)).Should().Be(1);

        _time.Advance(TimeSpan.FromSeconds(20));

        (await Sqs.CountAllAsync(deadLetters)).Should().Be(0);
    }

    [Fact]
    public async Task ChangeVisibility_BeyondTwelveHoursFromTheReceive_IsInvalid()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var handle = (await ReceiveAsync(queue, visibility: 43_200)).Single().ReceiptHandle;
        _time.Advance(TimeSpan.FromSeconds(1));

        await Sqs.ChangeMessageVisibilityAsync(queue, handle, 43_199);
        var failure = await Sqs.Awaiting(sqs => sqs.ChangeMessageVisibilityAsync(queue, handle, 43_200)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [Fact]
    public async Task Delete_VisibilityTimeoutOver_StillDeletesFromAStandardQueue()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var handle = (await ReceiveAsync(queue)).Single().ReceiptHandle;
        _time.Advance(TimeSpan.FromSeconds(31));

        await Sqs.DeleteMessageAsync(queue, handle);

        (await Sqs.CountAllAsync(queue)).Should().Be(0);
    }

    [Fact]
    public async Task Delete_VisibilityTimeoutOver_FailsOnAFifoQueue()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendFifoAsync(queue, "x", "g", "1");
        var handle = (await ReceiveAsync(queue)).Single().ReceiptHandle;
        _time.Advance(TimeSpan.FromSeconds(31));

        var failure = await Sqs.Awaiting(sqs => sqs.DeleteMessageAsync(queue, handle)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
        (await Sqs.CountAllAsync(queue)).Should().Be(1);
    }

    [Fact]
    public async Task Send_SameDeduplicationId_IsTakenAgainAfterFiveMinutes()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        var first = await SendFifoAsync(queue, "x", "g", "1");
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        var repeated = await SendFifoAsync(queue, "x", "g", "1");
        _time.Advance(TimeSpan.FromSeconds(1));
        var again = await SendFifoAsync(queue, "x", "g", "1");

        repeated.MessageId.Should().Be(first.MessageId);
        repeated.SequenceNumber.Should().Be(first.SequenceNumber);
        again.MessageId.Should().NotBe(first.MessageId);
        (await Sqs.CountAllAsync(queue)).Should().Be(2);
    }

    [Fact]
    public async Task Receive_LongPollOnBlockedGroup_EndsWhenTheMessageInFlightIsDeleted()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendFifoAsync(queue, "1", "g", "1");
        await SendFifoAsync(queue, "2", "g", "2");
        var first = (await Sqs.ReceiveMessageAsync(queue)).Messages.Single();

        var polling = PollAsync(queue, seconds: 20);
        polling.IsCompleted.Should().BeFalse();
        await Sqs.DeleteMessageAsync(queue, first.ReceiptHandle);

        (await polling).Single().Body.Should().Be("2");
    }

    [Fact]
    public async Task Receive_SameAttemptAgain_HidesTheMessageAnewFor5Minutes()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"), ("VisibilityTimeout", "400"));
        await SendFifoAsync(queue, "x", "g", "1");
        var attempt = new ReceiveMessageRequest { QueueUrl = queue, ReceiveRequestAttemptId = "a" };
        var first = (await ReceiveAsync(attempt)).Single();
        _time.Advance(TimeSpan.FromSeconds(299));
        (await ReceiveAsync(attempt)).Single().ReceiptHandle.Should().Be(first.ReceiptHandle);

        _time.Advance(TimeSpan.FromSeconds(399));
        (await ReceiveAsync(queue)).Should().BeEmpty("the repeated receive hid it again");
        _time.Advance(TimeSpan.FromSeconds(1));

        (await ReceiveAsync(attempt)).Single().ReceiptHandle.Should().NotBe(first.ReceiptHandle);
    }

    private Task<SendMessageResponse> SendFifoAsync(string queue, string body, string group, string deduplication) =>
        Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = body, MessageGroupId = group, MessageDeduplicationId = deduplication });

    /// <summary>In process a client's call runs until it has to wait, so the poll is waiting when this returns.</summary>
    private Task<List<Message>> PollAsync(string queue, int seconds) =>
        ReceiveAsync(new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = seconds });

    private async Task<List<Message>> ReceiveAsync(ReceiveMessageRequest request) => (await Sqs.ReceiveMessageAsync(request)).Messages ?? [];
}
