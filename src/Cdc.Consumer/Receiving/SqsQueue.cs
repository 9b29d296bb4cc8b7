using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Cdc.Consumer.Receiving;

/// <summary>The calls that a consumer makes to its queue.</summary>
internal sealed class SqsQueue(IAmazonSQS sqs, CdcConsumerOptions options)
{
    /// <summary>The most messages that a call takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.</summary>
    public const int MaxBatch = 10;

    private static readonly List<string> _systemAttributes = [MessageSystemAttributeName.ApproximateReceiveCount];

    private readonly int _waitSeconds = (int)options.WaitTime.TotalSeconds;
    private readonly int? _visibilitySeconds = (int?)options.VisibilityTimeout?.TotalSeconds;
    private readonly string? _givenUrl = string.IsNullOrEmpty(options.QueueUrl) ? null : options.QueueUrl;
    private volatile string? _foundUrl;

    /// <summary>The URL or name that the user gave.</summary>
    public string Name => _givenUrl ?? options.QueueName!;

    /// <summary>Whether SQS keeps the order of each message group.</summary>
    public bool IsFifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>Receives up to <paramref name="count"/> messages; while there is none, waits as long as the options say, or not at all.</summary>
    /// <remarks>What SQS has handed out to a call that is cancelled comes back after the visibility timeout.</remarks>
    public async Task<List<Message>> ReceiveAsync(int count, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ReceiveMessageRequest
            {
                QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false),
                MaxNumberOfMessages = count,
                WaitTimeSeconds = wait ? _waitSeconds : 0,
                VisibilityTimeout = _visibilitySeconds,
                MessageSystemAttributeNames = _systemAttributes,
            };
            var response = await sqs.ReceiveMessageAsync(request, cancellationToken).ConfigureAwait(false);
            return response.Messages ?? [];
        }
        catch (QueueDoesNotExistException)
        {
            // A queue that is found by its name may have been made anew, elsewhere.
            _foundUrl = null;
            throw;
        }
    }

    /// <summary>Deletes messages.</summary>
    /// <returns>What failed, each entry's id being its message's index.</returns>
    public async Task<List<BatchResultErrorEntry>> DeleteAsync(IReadOnlyList<MessageReceipt> messages, CancellationToken cancellationToken)
    {
        var request = new DeleteMessageBatchRequest
        {
            QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false),
            Entries = [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry(EntryId(index), message.Handle))],
        };
        var response = await sqs.DeleteMessageBatchAsync(request, cancellationToken).ConfigureAwait(false);
        return response.Failed ?? [];
    }

    /// <summary>Makes messages receivable at once, by whichever consumer comes first.</summary>
    /// <inheritdoc cref="DeleteAsync" path="/returns"/>
    public async Task<List<BatchResultErrorEntry>> ReleaseAsync(IReadOnlyList<MessageReceipt> messages, CancellationToken cancellationToken)
    {
        var request = new ChangeMessageVisibilityBatchRequest
        {
            QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false),
            Entries = [.. messages.Select((message, index) =>
                new ChangeMessageVisibilityBatchRequestEntry(EntryId(index), message.Handle) { VisibilityTimeout = 0 })],
        };
        var response = await sqs.ChangeMessageVisibilityBatchAsync(request, cancellationToken).ConfigureAwait(false);
        return response.Failed ?? [];
    }

    private static string EntryId(int index) => index.ToString(CultureInfo.InvariantCulture);

    private async ValueTask<string> ResolveUrlAsync(CancellationToken cancellationToken)
    {
        if ((_givenUrl ?? _foundUrl) is { } known) return known;
        var response = await sqs.GetQueueUrlAsync(options.QueueName, cancellationToken).ConfigureAwait(false);
        return _foundUrl = response.QueueUrl;
    }
}
