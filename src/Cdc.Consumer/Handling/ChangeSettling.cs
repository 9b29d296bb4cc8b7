using Cdc.Consumer.Leases;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Telemetry;
using Cdc.Retries;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Handling;

/// <summary>Decides what becomes of a change that was not simply handled: it comes again, or goes to the dead-letter queue.</summary>
internal sealed class ChangeSettling(
    SqsQueue queue,
    Settler settler,
    DeadLetterQueue deadLetters,
    UnreadableMessages unreadable,
    HandlerCircuit circuit,
    DoneChanges done,
    ConsumerTelemetry telemetry,
    CdcConsumerOptions options,
    ILogger logger,
    CancellationToken abandon)
{
    /// <summary>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html.</summary>
    private static readonly TimeSpan _longestSendDelay = TimeSpan.FromMinutes(15);

    /// <summary>The bodies of a call, as far as their attributes leave room: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html.</summary>
    private const int MostSent = 128 * 1024;

    // The first delay never is longer than the longest.
    private readonly TimeSpan _retryDelay = options.RetryDelay < options.MaxRetryDelay ? options.RetryDelay : options.MaxRetryDelay;

    /// <summary>Settles a change whose handling has ended.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isOverdue">Whether its handling took too long and was cancelled for it.</param>
    /// <returns>When the change is to come again; null where it is done.</returns>
    public ValueTask<TimeSpan?> SettleAsync(ChangeDelivery change, bool isOverdue)
    {
        switch (change.Outcome)
        {
            case DeliveryOutcome.Handled:
                circuit.Succeeded();
                return default;
            case DeliveryOutcome.Stale:
                circuit.Settled();
                return default;
            case DeliveryOutcome.Rejected:
                return RejectAsync(change);
            default:
                return ValueTask.FromResult<TimeSpan?>(Fail(change, isOverdue));
        }
    }

    /// <summary>Settles a message that cannot be read.</summary>
    /// <inheritdoc cref="SettleAsync" path="/returns"/>
    public async ValueTask<TimeSpan?> SettleUnreadableAsync(UnreadableDelivery change, CancellationToken cancellationToken)
    {
        var message = change.Message;
        telemetry.Unreadable();
        logger.MessageUnreadable(message.Message.MessageId, message.ReceiveCount, change.Problem);
        switch (await unreadable.DecideAsync(message, change.Problem, cancellationToken).ConfigureAwait(false))
        {
            case UnreadableMessageAction.Delete:
                circuit.Settled();
                return null;
            case UnreadableMessageAction.DeadLetter:
                if (!deadLetters.IsConfigured) logger.NoDeadLetterQueue(message.Message.MessageId);
                return await BuryAsync(message, change: null).ConfigureAwait(false);
            default:
                // Where none can be read, as with a key of another type, it is this consumer that is wrong: its messages must not all become dead letters.
                circuit.Failed();
                return DelayOf(message);
        }
    }

    /// <summary>Settles a change whose settling threw, or whose message could not be put in order.</summary>
    public TimeSpan GiveBack(ReceivedMessage message, Exception error)
    {
        logger.RunFailed(error, message.Message.MessageId);
        return DelayOf(message);
    }

    /// <summary>How long a message is to stay hidden after a failure: longer with each delivery.</summary>
    public TimeSpan DelayOf(ReceivedMessage message) =>
#pragma warning disable CA5394 // Jitter is no secret.
        Backoff.After(message.ReceiveCount, _retryDelay, options.MaxRetryDelay, Random.Shared.NextDouble());
#pragma warning restore CA5394

    /// <summary>Settles a message that has several changes, some of which failed: sends those to the queue alone, and deletes the message.</summary>
    /// <param name="message">The message; it is deleted, or given back.</param>
    /// <param name="changes">Its changes.</param>
    /// <param name="delay">When what failed is to come again.</param>
    public async Task IsolateAsync(ReceivedMessage message, ChangeDelivery[] changes, TimeSpan delay)
    {
        var failed = changes.Where(change => change.ComesAgainAfter is not null).ToList();
        var left = failed.Count;
        try
        {
            var bodies = PackedBody.ChangesAt(message.Message.Body, failed.Select(change => change.Index));
            var sendDelay = delay < _longestSendDelay ? delay : _longestSendDelay;
            for (var start = 0; start < bodies.Count;)
            {
                var (count, length) = (0, 0);
                while (count < SqsQueue.MaxBatch && start + count < bodies.Count && (count == 0 || length + bodies[start + count].Length <= MostSent))
                    length += bodies[start + count++].Length;
                var failures = await queue.SendAgainAsync(
                    bodies.GetRange(start, count), message.Message.MessageAttributes is { Count: > 0 } attributes ? attributes : null, sendDelay, CancellationToken.None).ConfigureAwait(false);
                var isSent = Enumerable.Range(0, count).Where(index => failures.TrueForAll(failure => failure.Id != SqsQueue.EntryId(index))).ToList();
                done.Remember(message.Message.MessageId, changes.Length, isSent.Select(index => failed[start + index].Index));
                left -= isSent.Count;
                if (failures.Count > 0) logger.NotIsolated(message.Message.MessageId, failures.Count, failures[0].Code, failures[0].Message);
                start += count;
            }
        }
#pragma warning disable CA1031 // What was not sent comes again with its message.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.IsolationFailed(error, message.Message.MessageId, SqsFault.IsolationAdvice(error));
        }

        if (left > 0)
        {
            settler.Release(message, delay);
            return;
        }

        logger.Isolated(message.Message.MessageId, failed.Count, changes.Length);
        telemetry.Isolated(failed.Count);
        settler.Delete(message);
    }

    private async ValueTask<TimeSpan?> RejectAsync(ChangeDelivery change)
    {
        var message = change.Message;
        telemetry.Failed(change.Error!);
        logger.Rejected(
            change.Error!, message.Message.MessageId, change.Id, change.Sequence,
            deadLetters.IsConfigured ? "It goes to the dead-letter queue." : "It stays in the queue.");
        return await BuryAsync(message, change.IsAlone ? null : change.Index).ConfigureAwait(false);
    }

    private TimeSpan Fail(ChangeDelivery change, bool isOverdue)
    {
        var (message, id) = (change.Message, change.Message.Message.MessageId);
        var error = change.Error ?? new InvalidOperationException("The pipeline gave the change no outcome.");
        if (error is OperationCanceledException && abandon.IsCancellationRequested && !isOverdue)
        {
            logger.HandlerCancelled(id, change.Id, change.Sequence);
            return TimeSpan.Zero;
        }

        telemetry.Failed(error);
        circuit.Failed();
        if (error is HandlerCreationException) logger.HandlerNotCreated(error.InnerException!, id, message.ReceiveCount);
        else logger.HandlerFailed(error, id, change.Id, change.Sequence, message.ReceiveCount);
        if (change.RetryAfter is not { } asked) return DelayOf(message);
        return asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay;
    }

    private async ValueTask<TimeSpan?> BuryAsync(ReceivedMessage message, int? change)
    {
        if (!deadLetters.IsConfigured || !await deadLetters.TryCopyAsync(message, change, CancellationToken.None).ConfigureAwait(false))
        {
            // Without a place for it, it is a failure that the redrive policy ends.
            return DelayOf(message);
        }

        circuit.Settled();
        return null;
    }
}
