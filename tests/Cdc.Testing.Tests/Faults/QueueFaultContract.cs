using Amazon.SQS.Model;

namespace Cdc.Testing.Tests.Faults;

/// <summary>What happens to the messages of a queue.</summary>
public abstract class QueueFaultContract(Func<LocalAwsOptions, AwsBackend> create) : FaultTest(create)
{
    [Fact]
    public async Task DuplicateDelivery_MessageInFlight_IsDeliveredAgain()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        Faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.DuplicateDelivery, count: 1);
        var first = (await ReceiveAsync(queue)).Single();
        Faults.Injected.Should().Be(0, "there was nothing to deliver again");

        var second = (await ReceiveAsync(queue)).Single();

        second.MessageId.Should().Be(first.MessageId);
        second.ReceiptHandle.Should().NotBe(first.ReceiptHandle);
        second.Attributes["ApproximateReceiveCount"].Should().Be("1");
        (await ReceiveAsync(queue)).Should().BeEmpty();
        await Sqs.DeleteMessageAsync(queue, second.ReceiptHandle);
        Time.Advance(TimeSpan.FromMinutes(1));
        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [Fact]
    public async Task DuplicateDelivery_MessageJustDeleted_IsDeliveredAgain()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var rule = Faults.Add(AwsService.Sqs, null, AwsFault.DuplicateDelivery, count: 1);
        var first = (await ReceiveAsync(queue)).Single();
        await Sqs.DeleteMessageAsync(queue, first.ReceiptHandle);

        var second = (await ReceiveAsync(queue)).Single();

        second.MessageId.Should().Be(first.MessageId);
        rule.Injected.Should().Be(1);
        await Sqs.DeleteMessageAsync(queue, second.ReceiptHandle);
        Time.Advance(TimeSpan.FromMinutes(1));
        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [Fact]
    public async Task DuplicateDelivery_QueueOfManyDeliveries_NeverGivesAMessageUp()
    {
        var deadLetters = (await Sqs.CreateQueueAsync("dead")).QueueUrl;
        var target = (await Sqs.GetQueueAttributesAsync(deadLetters, ["QueueArn"])).QueueARN;
        var queue = (await Sqs.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = "queue",
            Attributes = new() { ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{target}}","maxReceiveCount":1}""" },
        })).QueueUrl;
        await Sqs.SendMessageAsync(queue, "x");
        Faults.Add(AwsService.Sqs, null, AwsFault.DuplicateDelivery);

        for (var receive = 0; receive < 5; receive++) (await ReceiveAsync(queue)).Should().ContainSingle();

        (await ReceiveAsync(deadLetters)).Should().BeEmpty();
    }

    [Fact]
    public async Task Reordering_MessagesSentInOrder_AreDeliveredInAnother()
    {
        var queue = await CreateQueueAsync();
        string[] bodies = [.. Enumerable.Range(0, 30).Select(number => $"{number}")];
        foreach (var body in bodies) await Sqs.SendMessageAsync(queue, body);
        Faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.Reordering);

        List<string> received = [];
        for (var receive = 0; receive < 3; receive++) received.AddRange((await ReceiveAsync(queue)).Select(message => message.Body));

        received.Should().BeEquivalentTo(bodies).And.NotEqual(bodies);
        Faults.InjectedOf(AwsFaultKind.Reordering).Should().Be(3);
    }

    [Fact]
    public async Task OrderAndDuplicates_FifoQueue_AreLeftAlone()
    {
        var queue = (await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "q.fifo", Attributes = new() { ["FifoQueue"] = "true" } })).QueueUrl;
        for (var number = 0; number < 5; number++)
        {
            await Sqs.SendMessageAsync(
                new SendMessageRequest { QueueUrl = queue, MessageBody = $"{number}", MessageGroupId = "g", MessageDeduplicationId = $"{number}" });
        }

        Faults.Add(AwsService.Sqs, null, AwsFault.Reordering);
        Faults.Add(AwsService.Sqs, null, AwsFault.DuplicateDelivery);

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("0", "1", "2", "3", "4");
        (await ReceiveAsync(queue)).Should().BeEmpty();
        Faults.Injected.Should().Be(0);
    }

    [Fact]
    public async Task EarlyVisibility_Receive_ShowsTheMessageEarlier()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        Faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.EarlyVisibility(0.5), count: 1);
        await ReceiveAsync(queue);

        Time.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(1));
        (await ReceiveAsync(queue)).Should().BeEmpty();
        Time.Advance(TimeSpan.FromMilliseconds(1));

        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [Fact]
    public async Task EarlyVisibility_ChangeMessageVisibility_ShowsTheMessageEarlier()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        var message = (await ReceiveAsync(queue)).Single();
        var rule = Faults.Add(AwsService.Sqs, "ChangeMessageVisibility", AwsFault.EarlyVisibility(0.1));

        await Sqs.ChangeMessageVisibilityAsync(queue, message.ReceiptHandle, 100);
        Time.Advance(TimeSpan.FromSeconds(10));

        (await ReceiveAsync(queue)).Should().ContainSingle();
        rule.Injected.Should().Be(1);
    }
}

public sealed class InProcessQueueFaultTests() : QueueFaultContract(options => new InProcessBackend(options))
{
    [Fact]
    public async Task MoveClock_BackwardsDuringALongPoll_LetsItEndInTime()
    {
        var queue = await CreateQueueAsync();
        var polling = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20 });
        Time.Advance(TimeSpan.FromSeconds(10));

        Aws.MoveClock(TimeSpan.FromHours(-1));
        Time.Advance(TimeSpan.FromSeconds(10));

        ((await polling).Messages ?? []).Should().BeEmpty();
    }

    [Fact]
    public async Task MoveClock_OverAVisibilityTimeout_WakesALongPoll()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        await ReceiveAsync(queue);
        var polling = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 20 });

        Aws.MoveClock(TimeSpan.FromSeconds(30));

        (await polling).Messages.Should().ContainSingle();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(366)]
    [InlineData(-366)]
    public void MoveClock_OutOfRange_Throws(int days)
    {
        var move = () => Aws.MoveClock(TimeSpan.FromDays(days));

        move.Should().ThrowExactly<ArgumentOutOfRangeException>();
    }
}

public sealed class HttpQueueFaultTests() : QueueFaultContract(options => new HttpBackend(options));
