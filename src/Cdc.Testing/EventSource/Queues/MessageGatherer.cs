using Amazon.SQS.Model;

namespace Cdc.Testing.EventSource.Queues;

/// <summary>Receives messages for one batch after the other. What does not fit into a batch begins the next one.</summary>
internal sealed class MessageGatherer(QueueMapping mapping, MappedQueue queue)
{
    private const int MaxReceived = 10;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _shortestWait = TimeSpan.FromSeconds(1);

    private readonly LocalQueueMappingOptions _options = mapping.Options;
    private readonly MessageDeleter _deleter = new(mapping);
    private readonly List<QueueEventRecord> _waiting = [];
    private long _bytes;

    private bool IsFull => _waiting.Count >= _options.BatchSize || EventPayload.SizeOf(_waiting.Count, _bytes) >= EventPayload.MaxBytes;

    /// <summary>Waits for at least one message, then until the batch is full or its window is over.</summary>
    /// <exception cref="OperationCanceledException">The mapping stops.</exception>
    public async Task<IReadOnlyList<QueueEventRecord>> GatherAsync(CancellationToken stopping)
    {
        while (!IsFull)
        {
            var left = _waiting.Count > 0 ? _waiting[0].ReceivedAt + _options.MaximumBatchingWindow - mapping.Time.Now() : _longestWait;
            if (left <= TimeSpan.Zero) break;
            await ReceiveAsync(left, stopping).ConfigureAwait(false);
        }

        var batch = _waiting.Take(EventPayload.CountThatFits(_waiting, _options.BatchSize)).ToList();
        _waiting.RemoveRange(0, batch.Count);
        _bytes -= batch.Sum(record => (long)record.Json.Length);
        return batch;
    }

    /// <summary>Drops the messages that did not fit: they come again when their visibility timeout is over.</summary>
    public void Forget()
    {
        _waiting.Clear();
        _bytes = 0;
    }

    /// <summary>Receives once. SQS waits whole seconds, so this waits for the rest of a window.</summary>
    private async Task ReceiveAsync(TimeSpan left, CancellationToken stopping)
    {
        var answer = await mapping.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl = mapping.QueueUrl,
                MaxNumberOfMessages = Math.Min(MaxReceived, _options.BatchSize - _waiting.Count),
                WaitTimeSeconds = (int)(left < _longestWait ? left : _longestWait).TotalSeconds,
                MessageSystemAttributeNames = ["All"],
                MessageAttributeNames = ["All"],
            },
            stopping).ConfigureAwait(false);

        var now = mapping.Time.Now();
        List<QueueEventRecord> unwanted = [];
        foreach (var message in answer.Messages ?? [])
        {
            var record = MessageReader.Read(message, queue.Arn, now);
            if (!mapping.Filter.MatchesMessage(record, record.Body))
            {
                unwanted.Add(record);
                continue;
            }

            _waiting.Add(record);
            _bytes += record.Json.Length;
        }

        await _deleter.DeleteAsync(unwanted, stopping).ConfigureAwait(false);
        if (answer.Messages is not { Count: > 0 } && left < _shortestWait) await Task.Delay(left, mapping.Time, stopping).ConfigureAwait(false);
    }
}
