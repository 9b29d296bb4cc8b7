using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cdc.Testing.Sqs;

/// <summary>One queue: its messages, who waits for them, and the rules of receiving, hiding and giving up.</summary>
internal sealed class SqsQueue
{
    private readonly Lock _gate = new();

    /// <summary>Taken before the gate: what one receive gives up is in the dead-letter queue before the next one gives up more.</summary>
    private readonly Lock _redriving = new();

    private readonly TimeProvider _time;
    private readonly Func<string, SqsQueue?> _findByArn;
    private readonly int _number;
    private readonly QueueMessages _messages;
    private readonly QueueFaults _faults;
    private readonly DeduplicationWindow<SqsSent> _recent = new();
    private readonly DeduplicationWindow<ReceiveAttempt> _attempts = new();
    private readonly ReceiveWaiters _waiters = new();
    private long _arrivals;
    private bool _isDeleted;

    public SqsQueue(string name, string arn, int number, QueueSettings settings, TimeProvider time, Func<string, SqsQueue?> findByArn, QueueFaults faults)
    {
        Name = name;
        Arn = arn;
        Settings = settings;
        CreatedAt = ModifiedAt = time.GetUtcNow();
        _number = number;
        _time = time;
        _findByArn = findByArn;
        _faults = faults;
        _messages = new QueueMessages(settings.IsFifo);
    }

    public string Name { get; }

    public string Arn { get; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset ModifiedAt { get; private set; }

    public QueueSettings Settings { get; private set; }

    public ImmutableSortedDictionary<string, string> Tags { get; private set; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public bool IsFifo => Settings.IsFifo;

    /// <summary>How many messages can be received, are in flight, and are delayed.</summary>
    public (int Visible, int InFlight, int Delayed) Count()
    {
        lock (_gate)
        {
            Advance(_time.GetUtcNow());
            return (_messages.VisibleCount, _messages.InFlightCount, _messages.DelayedCount);
        }
    }

    public void Change(IEnumerable<KeyValuePair<string, string>> changes, Action<QueueSettings> check)
    {
        lock (_gate)
        {
            var settings = Settings.With(changes);
            check(settings);
            Settings = settings;
            ModifiedAt = _time.GetUtcNow();
        }
    }

    public void Tag(IEnumerable<KeyValuePair<string, string>> tags)
    {
        lock (_gate) Tags = Tags.SetItems(tags);
    }

    public void Untag(IEnumerable<string> keys)
    {
        lock (_gate) Tags = Tags.RemoveRange(keys);
    }

    /// <summary>Takes a message in.</summary>
    /// <returns>Which message that is, or which one it repeats.</returns>
    public SqsSent Send(SqsMessageContent content, TimeSpan? delay = null)
    {
        lock (_gate)
        {
            ThrowIfDeleted();
            var now = _time.GetUtcNow();
            Advance(now);
            content = content with { SentAt = now };
            if (IsFifo)
            {
                content = content with { DeduplicationId = content.DeduplicationId ?? HashOf(content.Body) };
                var id = Settings.DeduplicatesWithinGroup ? $"{content.GroupId}\n{content.DeduplicationId}" : content.DeduplicationId;
                if (_recent.TryGet(id, now, out var first)) return first!;
                content = content with { SequenceNumber = NextSequenceNumber() };
                _recent.Add(id, now, new(content.Id, content.SequenceNumber));
            }

            var hidden = delay ?? Settings.Delay;
            Add(new SqsMessage(content, _arrivals++), hidden > TimeSpan.Zero ? now + hidden : null);
            return new(content.Id, content.SequenceNumber);
        }
    }

    /// <summary>Takes a message in from within, where nobody is told why it cannot be taken.</summary>
    public bool TrySend(SqsMessageContent content)
    {
        if (content.ByteCount > Settings.MaximumMessageBytes || (IsFifo && content.GroupId is null)) return false;
        lock (_gate)
        {
            if (_isDeleted) return false;
            Send(content);
            return true;
        }
    }

    /// <summary>Takes out, in order, those messages that can be received now and are wanted elsewhere.</summary>
    /// <returns>Those, and how many more can be received.</returns>
    public (IReadOnlyList<SqsMessageContent> Taken, int Left) TakeDeliverable(Func<SqsMessageContent, bool> isWanted)
    {
        lock (_gate)
        {
            ThrowIfDeleted();
            Advance(_time.GetUtcNow());
            var deliverable = _messages.Deliverable.ToLookup(message => isWanted(message.Content));
            foreach (var message in deliverable[true]) _messages.Remove(message);
            return ([.. deliverable[true].Select(message => message.Content)], deliverable[false].Count());
        }
    }

    /// <summary>Takes in what a dead-letter queue gives back: a new message, which repeats none.</summary>
    public void TakeBack(SqsMessageContent content)
    {
        lock (_gate)
        {
            if (_isDeleted) return;
            var now = _time.GetUtcNow();
            Advance(now);
            content = content with { Id = Guid.NewGuid(), SentAt = now, DeadLetterSourceArn = null, SequenceNumber = IsFifo ? NextSequenceNumber() : null };
            Add(new SqsMessage(content, _arrivals++), Settings.Delay > TimeSpan.Zero ? now + Settings.Delay : null);
        }
    }

    /// <summary>Hands out messages, waiting for the first one as long as asked; ends early when one can be received.</summary>
    public async ValueTask<IReadOnlyList<SqsReceived>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        // The wait is measured by the clock that nobody sets.
        var (startedAt, patience) = (_time.GetTimestamp(), request.Wait ?? Settings.Wait);
        while (true)
        {
            List<SqsReceived> received = [];
            ReceiveWaiters.Waiter? waiter = null;
            lock (_redriving)
            {
                List<SqsMessage> givenUp = [];
                SqsQueue? deadLetters;
                lock (_gate)
                {
                    var now = _time.GetUtcNow();
                    var left = patience - _time.GetElapsedTime(startedAt);
                    Advance(now);
                    deadLetters = Settings.Redrive is { } redrive ? _findByArn(redrive.TargetArn) : null;
                    if (!cancellationToken.IsCancellationRequested)
                    {
                        Take(request, now, deadLetters, received, givenUp);
                        if (received.Count == 0 && left > TimeSpan.Zero && !_isDeleted) waiter = _waiters.Add(NextWake(now + left));
                    }

                    if (waiter is null) WakeNext();
                }

                foreach (var message in givenUp) deadLetters!.TakeOver(message, Arn);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (received.Count > 0) return received;
            ThrowIfDeleted();
            if (waiter is null) return received;

            await waiter.WaitAsync(_time, cancellationToken).ConfigureAwait(false);
            lock (_gate) _waiters.Remove(waiter);
        }
    }

    /// <summary>Deletes the message of a receipt handle, be it an older one; a FIFO queue wants the newest, and in time.</summary>
    public void Delete(string receiptHandle)
    {
        var handle = Parse(receiptHandle);
        lock (_gate)
        {
            ThrowIfDeleted();
            Advance(_time.GetUtcNow());
            if (_messages.Find(handle.MessageId) is not { } message) return;
            if (IsFifo && (message.Deliveries != handle.Delivery || message.State != SqsMessageState.InFlight))
                throw SqsErrors.InvalidParameterValue("ReceiptHandle", receiptHandle, "The receipt handle has expired.");
            _messages.Remove(message);
            _faults.Deleted(message);
            WakeNext();
        }
    }

    /// <summary>Hides a message in flight until a time from now, or shows it at once. One that is visible again stays so.</summary>
    public void ChangeVisibility(string receiptHandle, TimeSpan timeout, string operation)
    {
        var handle = Parse(receiptHandle);
        lock (_gate)
        {
            ThrowIfDeleted();
            var now = _time.GetUtcNow();
            Advance(now);
            if (_messages.Find(handle.MessageId) is not { } message || (IsFifo && message.Deliveries != handle.Delivery))
                throw SqsErrors.InvalidParameterValue("ReceiptHandle", receiptHandle, "Message does not exist or is not available for visibility timeout change.");
            if (message.State != SqsMessageState.InFlight) return;
            if (now - message.LastReceivedAt + timeout > SqsLimits.Visibility)
                throw SqsErrors.InvalidParameterValue(
                    "VisibilityTimeout", timeout.TotalSeconds, $"Total VisibilityTimeout for the message is beyond the limit [{SqsLimits.Visibility.TotalSeconds} seconds]");
            Hide(message, _faults.Visibility(timeout, operation), now);
            WakeNext();
        }
    }

    public void Purge()
    {
        lock (_gate)
        {
            ThrowIfDeleted();
            RemoveAll();
        }
    }

    /// <summary>Lets every poll look again.</summary>
    public void WakeAll()
    {
        lock (_gate) _waiters.WakeAll();
    }

    /// <summary>Drops everything and ends every wait; whoever still holds the queue is told that it is gone.</summary>
    public void MarkDeleted()
    {
        lock (_gate)
        {
            _isDeleted = true;
            RemoveAll();
            _waiters.WakeAll();
        }
    }

    private static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private string NextSequenceNumber() => (10_000_000_000_000_000_000UL + (ulong)_arrivals).ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes a message that another queue gave up. A FIFO queue counts its retention from now, a standard one from the first send.</summary>
    private void TakeOver(SqsMessage message, string sourceArn)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            Advance(now);
            var content = message.Content with { DeadLetterSourceArn = sourceArn, SentAt = IsFifo ? now : message.Content.SentAt };
            var taken = new SqsMessage(content, _arrivals++) { ReceiveCount = message.ReceiveCount, FirstReceivedAt = message.FirstReceivedAt };
            Add(taken);
        }
    }

    private void Take(ReceiveRequest request, DateTimeOffset now, SqsQueue? deadLetters, List<SqsReceived> received, List<SqsMessage> givenUp)
    {
        var visibility = request.Visibility ?? Settings.Visibility;
        if (request.AttemptId is { } repeated && TakeAgain(repeated, visibility, now, received)) return;
        if (_messages.HasDeliverable && _messages.InFlightCount >= SqsLimits.InFlight)
        {
            // Who polls long, or a FIFO queue, is told nothing.
            if (!IsFifo && (request.Wait ?? Settings.Wait) == TimeSpan.Zero) throw SqsErrors.OverLimit(SqsLimits.InFlight);
            return;
        }

        var maximum = request.Maximum;
        if (!IsFifo && _faults.Duplicate(_messages) is { } duplicate)
        {
            if (_messages.Find(duplicate.Content.Id) is null) Add(duplicate);
            received.Add(Deliver(duplicate, visibility, now));
            maximum--;
        }

        List<SqsMessage> taken = [];
        foreach (var message in IsFifo ? _messages.Deliverable : _faults.Order(_messages.Deliverable))
        {
            if (deadLetters is not null && message.ReceiveCount >= Settings.Redrive!.MaxReceiveCount) givenUp.Add(message);
            else if (taken.Count < maximum) taken.Add(message);
            else break;
        }

        foreach (var message in givenUp) _messages.Remove(message);
        foreach (var message in taken)
        {
            if (message.ReceiveCount++ == 0) message.FirstReceivedAt = now;
            received.Add(Deliver(message, _faults.Visibility(visibility, "ReceiveMessage"), now));
        }

        if (request.AttemptId is { } attempt && received.Count > 0)
            _attempts.Add(attempt, now, new([.. taken.Zip(received)], now + visibility));
    }

    /// <summary>Answers a repeated receive as before, and hides the messages anew; they do not count as received again.</summary>
    private bool TakeAgain(string attemptId, TimeSpan visibility, DateTimeOffset now, List<SqsReceived> received)
    {
        if (!_attempts.TryGet(attemptId, now, out var attempt) || !attempt!.IsUntouchedIn(_messages)) return false;
        foreach (var (message, answer) in attempt.Messages)
        {
            Hide(message, visibility, now);
            received.Add(answer);
        }

        attempt.HiddenUntil = now + visibility;
        return true;
    }

    /// <summary>Hands a message out under a receipt handle of its own.</summary>
    private SqsReceived Deliver(SqsMessage message, TimeSpan visibility, DateTimeOffset now)
    {
        message.LastReceivedAt = now;
        if (visibility > TimeSpan.Zero) Hide(message, visibility, now);
        var handle = new ReceiptHandle(_number, message.Content.Id, ++message.Deliveries);
        return new(message.Content, handle.ToString(), message.ReceiveCount, message.FirstReceivedAt);
    }

    private void Add(SqsMessage message, DateTimeOffset? delayedUntil = null)
    {
        _messages.Add(message, delayedUntil);
        WakeNext();
    }

    private void RemoveAll()
    {
        _messages.RemoveAll();
        _recent.Clear();
        _attempts.Clear();
        _faults.Forget();
    }

    /// <summary>Hides a message until a time, or shows it where that is now.</summary>
    private void Hide(SqsMessage message, TimeSpan duration, DateTimeOffset now) =>
        _messages.Move(message, duration > TimeSpan.Zero ? SqsMessageState.InFlight : SqsMessageState.Visible, now + duration);

    private void Advance(DateTimeOffset now)
    {
        _messages.Advance(now, Settings.Retention);
        _recent.Advance(now);
        _attempts.Advance(now);
    }

    private DateTimeOffset NextWake(DateTimeOffset giveUpAt) =>
        _messages.NextVisibleAt is { } next && next < giveUpAt ? next : giveUpAt;

    /// <summary>
    /// Wakes the longest waiting receive where it would find something, or has to wake earlier than it means to. Whoever
    /// changes the queue or leaves it calls this, so a wake-up never ends with a receive that was cancelled.
    /// </summary>
    private void WakeNext() => _waiters.WakeFirst(_messages.HasDeliverable ? DateTimeOffset.MinValue : _messages.NextVisibleAt);

    private ReceiptHandle Parse(string receiptHandle) =>
        ReceiptHandle.TryParse(receiptHandle, out var handle) && handle.QueueNumber == _number
            ? handle
            : throw SqsErrors.ReceiptHandleIsInvalid(receiptHandle);

    private void ThrowIfDeleted()
    {
        if (_isDeleted) throw SqsErrors.QueueDoesNotExist();
    }
}
