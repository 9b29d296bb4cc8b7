using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Core;
using OrdersDemo.Feed;

namespace OrdersDemo.Parts;

/// <summary>Counts the messages of the listener's queue and its dead letters, and sends the dead letters back.</summary>
internal sealed class DemoQueues(AwsPlace place, DemoResources resources) : IDisposable
{
    // Long enough that one look sees each dead letter once, short enough that they are soon there again.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    // A look hides the dead letters from a call that sends them back.
    private readonly SemaphoreSlim _one = new(1);
    private readonly AmazonSQSClient _sqs = place.CreateSqsClient();
    private readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString("orderId"));

    /// <summary>Counts the messages of both queues, and tells the feed which changes are dead letters.</summary>
    /// <returns>Null for a count where the queue did not answer.</returns>
    public async Task<(int? Queued, int? DeadLetters)> LookAsync(DemoFeed feed, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var deadLetters = await CountAsync(resources.DeadLetterQueueUrl, cancellationToken);
            if (deadLetters > 0)
            {
                foreach (var message in await ReceiveAsync(_look, wait: TimeSpan.Zero, cancellationToken)) Note(feed, message, deadLettered: true);
            }

            return (await CountAsync(resources.QueueUrl, cancellationToken), deadLetters);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
        {
            // The page shows the count as unknown. The listener logs that the queue does not answer.
            return default;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Sends the dead letters back to the queue they came from.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RedriveAsync(DemoFeed feed, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var count = 0;
            // This waits for those that the last look still hides.
            while (await ReceiveAsync(TimeSpan.FromSeconds(30), wait: _look, cancellationToken) is { Count: > 0 } messages)
            {
                foreach (var message in messages) await SendBackAsync(message, feed, cancellationToken);
                count += messages.Count;
            }

            return count;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _sqs.Dispose();
        _one.Dispose();
    }

    private async Task SendBackAsync(Message message, DemoFeed feed, CancellationToken cancellationToken)
    {
        Note(feed, message, deadLettered: false);
        await _sqs.SendMessageAsync(
            new SendMessageRequest { QueueUrl = resources.QueueUrl, MessageBody = message.Body, MessageAttributes = message.MessageAttributes },
            cancellationToken);
        await _sqs.DeleteMessageAsync(resources.DeadLetterQueueUrl, message.ReceiptHandle, cancellationToken);
    }

    private async Task<IReadOnlyList<Message>> ReceiveAsync(TimeSpan hide, TimeSpan wait, CancellationToken cancellationToken)
    {
        var answer = await _sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl = resources.DeadLetterQueueUrl,
                MaxNumberOfMessages = 10,
                MessageAttributeNames = ["All"],
                VisibilityTimeout = (int)hide.TotalSeconds,
                WaitTimeSeconds = (int)wait.TotalSeconds,
            },
            cancellationToken);
        return answer.Messages ?? [];
    }

    private async Task<int> CountAsync(string queueUrl, CancellationToken cancellationToken)
    {
        var answer = await _sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest
            {
                QueueUrl = queueUrl,
                AttributeNames = [QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible, QueueAttributeName.ApproximateNumberOfMessagesDelayed],
            },
            cancellationToken);
        return answer.Attributes.Values.Sum(value => int.Parse(value, CultureInfo.InvariantCulture));
    }

    private void Note(DemoFeed feed, Message message, bool deadLettered)
    {
        try
        {
            var envelope = _reader.Read(Encoding.UTF8.GetBytes(message.Body));
            feed.Note(ChangeKey.Of(envelope, envelope.Key), change => change.DeadLettered = deadLettered);
        }
        catch (CdcEnvelopeFormatException)
        {
            // A message from somebody else: it counts as a dead letter, but is no change.
        }
    }
}
