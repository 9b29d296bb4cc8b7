using System.Globalization;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Sqs;

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

    private const int UnknownReceiveCount = 2;

    private static readonly List<string> _askedAttributes = [QueueAttributeName.VisibilityTimeout, QueueAttributeName.RedrivePolicy];

    private readonly int _waitSeconds = (int)options.WaitTime.TotalSeconds;
    private readonly string? _givenUrl = string.IsNullOrEmpty(options.QueueUrl) ? null : QueueAddress.Normalize(options.QueueUrl);
    private volatile string? _foundUrl;
    private volatile Settings? _settings;

    /// <summary>The id that an entry of a batch call has, and that a failure names it by.</summary>
    public static string EntryId(int index) => _entryIds[index];

    /// <summary>The URL or name that the user gave.</summary>
    public string Name => _givenUrl ?? options.QueueName!;

    /// <summary>Whether SQS keeps the order of each message group.</summary>
    public bool IsFifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>How long each receive hides what it receives: the option, or the queue's own setting as of the first receive.</summary>
    public TimeSpan Visibility => _settings?.Visibility ?? options.VisibilityTimeout ?? DefaultVisibility;

    /// <summary>After how many deliveries the queue's redrive policy takes a message; null where none does.</summary>
    /// <remarks>Where the queue does not say, two: the least that lets a message be given back once.</remarks>
    public int? MaxReceiveCount => _settings is { } known ? known.MaxReceiveCount : UnknownReceiveCount;

    /// <summary>Receives up to <paramref name="count"/> messages; while there is none, waits as long as the options say, or not at all.</summary>
    /// <remarks>What SQS has handed out to a call that is cancelled comes back after the visibility timeout.</remarks>
    public async Task<List<Message>> ReceiveAsync(int count, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            var url = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false);
            _settings ??= await AskSettingsAsync(url, cancellationToken).ConfigureAwait(false);
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
    public async Task<List<BatchResultErrorEntry>> DeleteAsync<TSettlement>(List<TSettlement> messages, CancellationToken cancellationToken)
        where TSettlement : ISettlement
    {
        var entries = new List<DeleteMessageBatchRequestEntry>(messages.Count);
        for (var index = 0; index < messages.Count; index++) entries.Add(new(_entryIds[index], messages[index].Receipt.Handle));
        var request = new DeleteMessageBatchRequest { QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false), Entries = entries };
        var response = await telemetry.MeasureAsync(
            SqsOperation.Delete, () => sqs.DeleteMessageBatchAsync(request, cancellationToken)).ConfigureAwait(false);
        return response.Failed ?? [];
    }

    /// <summary>Hides messages for as long as each says, from now; for no time means receivable at once, by whichever consumer comes first.</summary>
    /// <inheritdoc cref="DeleteAsync{TSettlement}" path="/returns"/>
    public async Task<List<BatchResultErrorEntry>> HideAsync<TSettlement>(List<TSettlement> messages, CancellationToken cancellationToken)
        where TSettlement : ISettlement
    {
        var entries = new List<ChangeMessageVisibilityBatchRequestEntry>(messages.Count);
        for (var index = 0; index < messages.Count; index++)
            entries.Add(new(_entryIds[index], messages[index].Receipt.Handle) { VisibilityTimeout = messages[index].HiddenSeconds });
        var request = new ChangeMessageVisibilityBatchRequest { QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false), Entries = entries };
        var response = await telemetry.MeasureAsync(
            SqsOperation.ChangeVisibility, () => sqs.ChangeMessageVisibilityBatchAsync(request, cancellationToken)).ConfigureAwait(false);
        return response.Failed ?? [];
    }

    /// <summary>Sends messages to this queue.</summary>
    /// <param name="bodies">Up to <see cref="MaxBatch"/> bodies.</param>
    /// <param name="attributes">The messages' attributes; null for none.</param>
    /// <param name="delay">How long they stay hidden; up to 15 minutes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What failed, each entry's id being its body's index.</returns>
    public async Task<List<BatchResultErrorEntry>> SendAgainAsync(
        List<string> bodies, Dictionary<string, MessageAttributeValue>? attributes, TimeSpan delay, CancellationToken cancellationToken)
    {
        var request = new SendMessageBatchRequest
        {
            QueueUrl = await ResolveUrlAsync(cancellationToken).ConfigureAwait(false),
            Entries = [.. bodies.Select((body, index) => new SendMessageBatchRequestEntry(_entryIds[index], body) { MessageAttributes = attributes, DelaySeconds = (int)delay.TotalSeconds })],
        };
        var response = await telemetry.MeasureAsync(SqsOperation.Send, () => sqs.SendMessageBatchAsync(request, cancellationToken)).ConfigureAwait(false);
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

    // Each receive says the visibility timeout again: so it holds even if the queue's setting is changed meanwhile.
    private async Task<Settings> AskSettingsAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await sqs.GetQueueAttributesAsync(url, _askedAttributes, cancellationToken).ConfigureAwait(false);
            var isKnown = int.TryParse(
                answer.Attributes?.GetValueOrDefault(QueueAttributeName.VisibilityTimeout), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
            return new Settings(
                options.VisibilityTimeout ?? (isKnown && seconds > 0 ? TimeSpan.FromSeconds(seconds) : DefaultVisibility),
                ReadMaxReceiveCount(answer.Attributes?.GetValueOrDefault(QueueAttributeName.RedrivePolicy)));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && SqsFault.Advice(error) is SqsFault.AccessDenied or SqsFault.Unknown)
        {
            if (options.VisibilityTimeout is null) logger.VisibilityUnknown(error, Name, DefaultVisibility);
            return new Settings(options.VisibilityTimeout ?? DefaultVisibility, UnknownReceiveCount);
        }
    }

    /// <summary>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html: a JSON object whose number may be a string.</summary>
    private static int? ReadMaxReceiveCount(string? policy)
    {
        if (string.IsNullOrEmpty(policy)) return null;
        try
        {
            using var json = JsonDocument.Parse(policy);
            return json.RootElement.TryGetProperty("maxReceiveCount", out var count)
                && int.TryParse(count.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : UnknownReceiveCount;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return UnknownReceiveCount;
        }
    }

    private sealed record Settings(TimeSpan Visibility, int? MaxReceiveCount);
}
