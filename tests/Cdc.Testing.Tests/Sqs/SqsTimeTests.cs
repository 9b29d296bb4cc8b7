using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>What time alone does to a queue; the tests decide what time it is.</summary>
public sealed class SqsTimeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LocalAws _aws;
    private readonly AmazonSQSClient _sqs;

    public SqsTimeTests()
    {
        _aws = new LocalAws(new LocalAwsOptions { TimeProvider = _time });
        _sqs = _aws.CreateSqsClient();
    }

    public void Dispose()
    {
        _sqs.Dispose();
        _aws.Dispose();
    }

    [Fact]
    public async Task Receive_VisibilityTimeoutOver_ReturnsTheMessageAgain()
    {
        var queue = await CreateQueueAsync();
        await _sqs.SendMessageAsync(queue, "x");
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
        await _sqs.SendMessageAsync(queue, "x");
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
        await _sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = "x", DelaySeconds = 7 });
        _time.Advance(TimeSpan.FromSeconds(7));

        (await polling).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_LongPollWhileVisibilityIsShortened_ReturnsTheMessage()
    {
        var queue = await CreateQueueAsync();
        await _sqs.SendMessageAsync(queue, "x");
        var first = (await ReceiveAsync(queue)).Single();

        var polling = PollAsync(queue, seconds: 20);
        await _sqs.ChangeMessageVisibilityAsync(queue, first.ReceiptHandle, 3);
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

        var polling = _sqs.ReceiveMessageAsync(queue);
        polling.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(20));

        ((await polling).Messages ?? []).Should().BeEmpty();
    }

    [Fact]
    public async Task Receive_SeveralPolls_EachMessageGoesToOne()
    {
        var queue = await CreateQueueAsync();
        var polls = Enumerable.Range(0, 4).Select(_ => PollAsync(queue, seconds: 20)).ToList();

        for (var number = 0; number < 4; number++) await _sqs.SendMessageAsync(queue, $"{number}");

        // A poll may take several messages; those left without one end with their time.
        var first = await Task.WhenAny(polls);
        (await first).Should().NotBeEmpty();
        while ((await CountAsync(queue)) > 0) await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(20));
        (await Task.WhenAll(polls)).SelectMany(messages => messages).Select(message => message.Body).Should().BeEquivalentTo("0", "1", "2", "3");
    }

    [Fact]
    public async Task Receive_LongPollCancelled_LeavesTheMessageToTheNext()
    {
        var queue = await CreateQueueAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = _sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20 }, cancellation.Token);
        var waiting = PollAsync(queue, seconds: 20);

        await cancellation.CancelAsync();
        await cancelled.Awaiting(poll => poll).Should().ThrowAsync<OperationCanceledException>();
        await _sqs.SendMessageAsync(queue, "x");

        (await waiting).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_QueueDeletedWhilePolling_EndsThePoll()
    {
        var queue = await CreateQueueAsync();
        var polling = PollAsync(queue, seconds: 20);

        await _sqs.DeleteQueueAsync(queue);

        await polling.Awaiting(poll => poll).Should().ThrowExactlyAsync<QueueDoesNotExistException>();
    }

    [Fact]
    public async Task Send_Delayed_CountsAsDelayedUntilThen()
    {
        var queue = await CreateQueueAsync(("DelaySeconds", "10"));
        await _sqs.SendMessageAsync(queue, "x");
        (await CountAsync(queue, "ApproximateNumberOfMessagesDelayed")).Should().Be(1);
        (await ReceiveAsync(queue)).Should().BeEmpty();

        _time.Advance(TimeSpan.FromSeconds(10));

        (await CountAsync(queue, "ApproximateNumberOfMessagesDelayed")).Should().Be(0);
        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_RetentionOver_ReturnsNothing()
    {
        var queue = await CreateQueueAsync(("MessageRetentionPeriod", "60"));
        await _sqs.SendMessageAsync(queue, "old");
        _time.Advance(TimeSpan.FromSeconds(30));
        await _sqs.SendMessageAsync(queue, "new");

        _time.Advance(TimeSpan.FromSeconds(30));

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("new");
    }

    [Fact]
    public async Task Receive_FifoDeadLetterQueue_CountsRetentionFromItsArrival()
    {
        var deadLetters = await CreateQueueAsync(("FifoQueue", "true"), ("MessageRetentionPeriod", "60"));
        var target = (await _sqs.GetQueueAttributesAsync(deadLetters, ["QueueArn"])).QueueARN;
        var queue = await CreateQueueAsync(("FifoQueue", "true"), ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{target}}","maxReceiveCount":"1"}"""));
        await SendFifoAsync(queue, "x", "g", "1");
        _time.Advance(TimeSpan.FromSeconds(40));
        await ReceiveAsync(queue, visibility: 0);
        await ReceiveAsync(queue, visibility: 0);

        _time.Advance(TimeSpan.FromSeconds(59));
        (await CountAsync(deadLetters)).Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await CountAsync(deadLetters)).Should().Be(0);
    }

    [Fact]
    public async Task Receive_DeadLetterQueue_CountsRetentionFromTheFirstSend()
    {
        var deadLetters = await CreateQueueAsync(("MessageRetentionPeriod", "60"));
        var target = (await _sqs.GetQueueAttributesAsync(deadLetters, ["QueueArn"])).QueueARN;
        var queue = await CreateQueueAsync(("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{target}}","maxReceiveCount":"1"}"""));
        await _sqs.SendMessageAsync(queue, "x");
        _time.Advance(TimeSpan.FromSeconds(40));
        await ReceiveAsync(queue, visibility: 0);
        await ReceiveAsync(queue, visibility: 0);
        (await CountAsync(deadLetters)).Should().Be(1);

        _time.Advance(TimeSpan.FromSeconds(20));

        (await CountAsync(deadLetters)).Should().Be(0);
    }

    [Fact]
    public async Task ChangeVisibility_BeyondTwelveHoursFromTheReceive_IsInvalid()
    {
        var queue = await CreateQueueAsync();
        await _sqs.SendMessageAsync(queue, "x");
        var handle = (await ReceiveAsync(queue, visibility: 43_200)).Single().ReceiptHandle;
        _time.Advance(TimeSpan.FromSeconds(1));

        await _sqs.ChangeMessageVisibilityAsync(queue, handle, 43_199);
        var failure = await _sqs.Awaiting(sqs => sqs.ChangeMessageVisibilityAsync(queue, handle, 43_200)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [Fact]
    public async Task Delete_VisibilityTimeoutOver_StillDeletesFromAStandardQueue()
    {
        var queue = await CreateQueueAsync();
        await _sqs.SendMessageAsync(queue, "x");
        var handle = (await ReceiveAsync(queue)).Single().ReceiptHandle;
        _time.Advance(TimeSpan.FromSeconds(31));

        await _sqs.DeleteMessageAsync(queue, handle);

        (await CountAsync(queue)).Should().Be(0);
    }

    [Fact]
    public async Task Delete_VisibilityTimeoutOver_FailsOnAFifoQueue()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendFifoAsync(queue, "x", "g", "1");
        var handle = (await ReceiveAsync(queue)).Single().ReceiptHandle;
        _time.Advance(TimeSpan.FromSeconds(31));

        var failure = await _sqs.Awaiting(sqs => sqs.DeleteMessageAsync(queue, handle)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
        (await CountAsync(queue)).Should().Be(1);
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
        (await CountAsync(queue)).Should().Be(2);
    }

    [Fact]
    public async Task Receive_LongPollOnBlockedGroup_EndsWhenTheMessageInFlightIsDeleted()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));
        await SendFifoAsync(queue, "1", "g", "1");
        await SendFifoAsync(queue, "2", "g", "2");
        var first = (await _sqs.ReceiveMessageAsync(queue)).Messages.Single();

        var polling = PollAsync(queue, seconds: 20);
        polling.IsCompleted.Should().BeFalse();
        await _sqs.DeleteMessageAsync(queue, first.ReceiptHandle);

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
        _sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = body, MessageGroupId = group, MessageDeduplicationId = deduplication });

    private async Task<string> CreateQueueAsync(params (string Name, string Value)[] attributes) =>
        (await _sqs.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = $"q-{Guid.NewGuid():N}{(attributes.Any(attribute => attribute.Name == "FifoQueue") ? ".fifo" : "")}",
            Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value),
        })).QueueUrl;

    private Task<List<Message>> ReceiveAsync(string queue, int? visibility = null) =>
        ReceiveAsync(new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, VisibilityTimeout = visibility });

    /// <summary>In process a client's call runs until it has to wait, so the poll is waiting when this returns.</summary>
    private Task<List<Message>> PollAsync(string queue, int seconds) =>
        ReceiveAsync(new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = seconds });

    private async Task<List<Message>> ReceiveAsync(ReceiveMessageRequest request) => (await _sqs.ReceiveMessageAsync(request)).Messages ?? [];

    private async Task<int> CountAsync(string queue, string attribute = "ApproximateNumberOfMessages") =>
        int.Parse((await _sqs.GetQueueAttributesAsync(queue, [attribute])).Attributes[attribute], System.Globalization.CultureInfo.InvariantCulture);
}
