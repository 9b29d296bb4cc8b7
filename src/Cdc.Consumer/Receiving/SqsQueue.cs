using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Receiving;

/// <summary>The calls that a consumer makes to its queue.</summary>
internal sealed class SqsQueue(IAmazonSQS sqs, CdcConsumerOptions options, ConsumerTelemetry telemetry, ILogger logger)
{
    /// <summary>The most messages that a call takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.</summary>
    public const int MaxBatch = 10;

    /// <summary>What is assumed where the queue does not say its visibility timeout: SQS's own default.</summary>
    public static readonly TimeSpan DefaultVisibility = TimeSpan.FromSeconds(30);

    /// <summary>How long a message can be hidden, from its receipt: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html.</summary>
    public static readonly TimeSpan LongestVisibility = TimeSpan.FromHours(12);

    private static readonly string[] _entryIds = [.. Enumerable.Range(0, MaxBatch).Select(index => index.ToString(CultureInfo.InvariantCulture))];
    private static readonly List<string> _systemAttributes =
        [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.ApproximateFirstReceiveTimestamp];
    private static readonly List<string> _fifoSystemAttributes = [.. _systemAttributes, MessageSystemAttributeName.MessageGroupId];
    private static readonly List<string> _allAttributes = ["All"];

    private readonly int _waitSeconds = (int)options.WaitTime.TotalSeconds;
    private readonly string? _givenUrl = string.IsNullOrEmpty(options.QueueUrl) ? null : options.QueueUrl;
    private volatile string? _foundUrl;
    private volatile object? _visibility = options.VisibilityTimeout;

    /// <summary>The URL or name that the user gave.</summary>
    public string Name => _givenUrl ?? options.QueueName!;

    /// <summary>Whether SQS keeps the order of each message group.</summary>
    public bool IsFifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>How long each receive hides what it receives: the option, or the queue's own setting as of the first receive.</summary>
    public TimeSpan Visibility => (TimeSpan?)_visibility ?? DefaultVisibility;

    /// <summary>Receives up to <paramref name="count"/> messages; while there is none, waits as long as the options say, or not at all.</summary>
    /// <remarks>What SQS has handed out to a call that is cancelled comes back after the visibility timeout.</remarks>
    public async Task<List<Message>> ReceiveAsync(int count, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            var url = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false);
            _visibility ??= await AskVisibilityAsync(url, cancellationToken).ConfigureAwait(false);
            var request = new ReceiveMessageRequest
            {
                QueueUrl = url,
                MaxNumberOfMessages = count,
                WaitTimeSeconds = wait ? _waitSeconds : 0,
                VisibilityTimeout = (int)Visibility.TotalSeconds,
                MessageSystemAttributeNames = IsFifo ? _fifoSystemAttributes : _systemAttributes,
                MessageAttributeNames = _allAttributes,
            };
            var response = await telemetry.MeasureAsync(
                SqsOperation.Receive, () => sqs.ReceiveMessageAsync(request, cancellationToken)).ConfigureAwait(false);
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
    public async Task<List<BatchResultErrorEntry>> DeleteAsync(List<Settlement> messages, CancellationToken cancellationToken)
    {
        var entries = new List<DeleteMessageBatchRequestEntry>(messages.Count);
        for (var index = 0; index < messages.Count; index++) entries.Add(new(_entryIds[index], messages[index].Receipt.Handle));
        var request = new DeleteMessageBatchRequest { QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false), Entries = entries };
        var response = await telemetry.MeasureAsync(
            SqsOperation.Delete, () => sqs.DeleteMessageBatchAsync(request, cancellationToken)).ConfigureAwait(false);
        return response.Failed ?? [];
    }

    /// <summary>Hides messages for as long as each says, from now; for no time means receivable at once, by whichever consumer comes first.</summary>
    /// <inheritdoc cref="DeleteAsync" path="/returns"/>
    public async Task<List<BatchResultErrorEntry>> HideAsync(List<Settlement> messages, CancellationToken cancellationToken)
    {
        var entries = new List<ChangeMessageVisibilityBatchRequestEntry>(messages.Count);
        for (var index = 0; index < messages.Count; index++)
            entries.Add(new(_entryIds[index], messages[index].Receipt.Handle) { VisibilityTimeout = messages[index].HiddenSeconds });
        var request = new ChangeMessageVisibilityBatchRequest { QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false), Entries = entries };
        var response = await telemetry.MeasureAsync(
            SqsOperation.ChangeVisibility, () => sqs.ChangeMessageVisibilityBatchAsync(request, cancellationToken)).ConfigureAwait(false);
        return response.Failed ?? [];
    }

    /// <summary>Sends a message to another queue.</summary>
    public Task SendAsync(SendMessageRequest request, CancellationToken cancellationToken) =>
        telemetry.MeasureAsync(SqsOperation.Send, () => sqs.SendMessageAsync(request, cancellationToken));

    private async ValueTask<string> ResolveUrlAsync(CancellationToken cancellationToken)
    {
        if ((_givenUrl ?? _foundUrl) is { } known) return known;
        var response = await sqs.GetQueueUrlAsync(options.QueueName, cancellationToken).ConfigureAwait(false);
        return _foundUrl = response.QueueUrl;
    }

    // Each receive says the answer again: so it holds even if the queue's setting is changed meanwhile.
    private async Task<object> AskVisibilityAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await sqs.GetQueueAttributesAsync(url, [QueueAttributeName.VisibilityTimeout], cancellationToken).ConfigureAwait(false);
            var isKnown = int.TryParse(
                answer.Attributes?.GetValueOrDefault(QueueAttributeName.VisibilityTimeout), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
            return isKnown && seconds > 0 ? TimeSpan.FromSeconds(seconds) : DefaultVisibility;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && SqsFault.Advice(error) is SqsFault.AccessDenied or SqsFault.Unknown)
        {
            logger.VisibilityUnknown(error, Name, DefaultVisibility);
            return DefaultVisibility;
        }
    }
}
