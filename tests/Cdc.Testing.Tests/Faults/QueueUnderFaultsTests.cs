using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Testing.Tests.Faults;

/// <summary>Faults break calls, and nothing else: no message is lost, and a queue can still be emptied.</summary>
public sealed class QueueUnderFaultsTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Messages_UnderEveryFault_AllArriveAndCanAllBeDeleted(int seed, bool fifo)
    {
        const int Count = 300;
        var faults = new AwsFaults(seed);
        using var aws = new LocalAws(new LocalAwsOptions { Faults = faults });
        using var sqs = new AmazonSQSClient(LocalAws.Credentials, aws.Configure(new AmazonSQSConfig { MaxErrorRetry = 0 }));
        var queue = (await sqs.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = fifo ? "q.fifo" : "q",
            Attributes = fifo ? new() { ["FifoQueue"] = "true" } : [],
        })).QueueUrl;
        AwsFault[] all =
        [
            AwsFault.Throttling, AwsFault.InternalError, AwsFault.ConnectionReset, AwsFault.AnswerLost, AwsFault.PartialFailure(0.3),
            AwsFault.DuplicateDelivery, AwsFault.Reordering, AwsFault.EarlyVisibility(0.01), AwsFault.ClockJump(TimeSpan.FromSeconds(20)),
            AwsFault.ClockJump(TimeSpan.FromSeconds(-10)),
        ];
        foreach (var fault in all) faults.Add(AwsService.Sqs, null, fault, probability: fault == AwsFault.DuplicateDelivery ? 0.3 : 0.05);

        for (var number = 0; number < Count; number++)
        {
            var body = $"{number}";
            var message = new SendMessageRequest { QueueUrl = queue, MessageBody = body };
            if (fifo) (message.MessageGroupId, message.MessageDeduplicationId) = ($"{number % 7}", body);
            while (!await TryAsync(() => sqs.SendMessageAsync(message))) { }
        }

        var seen = new ConcurrentDictionary<string, bool>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (seen.Count < Count) await TryAsync(() => ReceiveAndDeleteAsync(sqs, queue, seen));
        }))).WaitAsync(HangGuard.Patience);
        (faults.InjectedOf(AwsFaultKind.DuplicateDelivery) > 0).Should().Be(!fifo);
        new[] { AwsFaultKind.Throttling, AwsFaultKind.AnswerLost, AwsFaultKind.EarlyVisibility, AwsFaultKind.ClockJump }
            .Should().OnlyContain(kind => faults.InjectedOf(kind) > 0);

        // Every timeout over, and nothing in the way.
        faults.Clear();
        aws.MoveClock(TimeSpan.FromHours(1));
        while (await ReceiveAndDeleteAsync(sqs, queue, seen) > 0) { }
        (await sqs.CountAllAsync(queue)).Should().Be(0);
    }

    private static async Task<int> ReceiveAndDeleteAsync(AmazonSQSClient sqs, string queue, ConcurrentDictionary<string, bool> seen)
    {
        var messages = (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10 })).Messages ?? [];
        foreach (var message in messages) seen[message.Body] = true;
        if (messages.Count > 0)
        {
            await sqs.DeleteMessageBatchAsync(
                queue, [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))]);
        }

        return messages.Count;
    }

    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (AmazonSQSException)
        {
            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
