namespace Cdc.Testing.Sqs;

/// <summary>A queue's messages and the state that each is in; the queue's lock guards it.</summary>
internal sealed class QueueMessages(bool isFifo)
{
    private readonly IDeliveryOrder _order = isFifo ? new FifoOrder() : new StandardOrder();
    private readonly Dictionary<Guid, SqsMessage> _all = [];
    private readonly SortedSet<SqsMessage> _byAge = new(
        Comparer<SqsMessage>.Create((a, b) => a.Content.SentAt.CompareTo(b.Content.SentAt) is not 0 and var byTime ? byTime : a.Number.CompareTo(b.Number)));

    private readonly SortedSet<SqsMessage> _hidden = new(
        Comparer<SqsMessage>.Create((a, b) => a.VisibleAt.CompareTo(b.VisibleAt) is not 0 and var byTime ? byTime : a.Number.CompareTo(b.Number)));

    public int VisibleCount => _all.Count - _hidden.Count;

    public int InFlightCount => _hidden.Count - DelayedCount;

    public int DelayedCount { get; private set; }

    public IEnumerable<SqsMessage> InFlight => _hidden.Where(message => message.State == SqsMessageState.InFlight);

    /// <summary>Whether there is any to deliver.</summary>
    public bool HasDeliverable => _order.HasDeliverable;

    /// <summary>The messages to deliver next; nothing may change while it is enumerated.</summary>
    public IEnumerable<SqsMessage> Deliverable => _order.Deliverable();

    /// <summary>When the next message becomes visible that is not; null where there is none.</summary>
    public DateTimeOffset? NextVisibleAt => _hidden.Min?.VisibleAt;

    /// <summary>Whether this very message is in the queue.</summary>
    public bool Has(SqsMessage message) => Find(message.Content.Id) == message;

    public SqsMessage? Find(Guid id) => _all.GetValueOrDefault(id);

    /// <summary>Takes a message in, visible or hidden for a while.</summary>
    public void Add(SqsMessage message, DateTimeOffset? delayedUntil = null)
    {
        // A dead-letter queue is given messages that are older than those it has.
        _byAge.Add(message);
        _all.Add(message.Content.Id, message);
        message.State = delayedUntil is null ? SqsMessageState.Visible : SqsMessageState.Delayed;
        if (delayedUntil is { } until)
        {
            message.VisibleAt = until;
            _hidden.Add(message);
            DelayedCount++;
        }

        _order.Add(message);
    }

    public void Remove(SqsMessage message)
    {
        _all.Remove(message.Content.Id);
        _byAge.Remove(message);
        _order.Remove(message);
        Unhide(message);
    }

    public void RemoveAll()
    {
        while (_byAge.Min is { } oldest) Remove(oldest);
    }

    public void Move(SqsMessage message, SqsMessageState to, DateTimeOffset visibleAt)
    {
        var from = message.State;
        Unhide(message);
        message.State = to;
        message.VisibleAt = visibleAt;
        if (to != SqsMessageState.Visible) _hidden.Add(message);
        _order.Moved(message, from);
    }

    /// <summary>Does what time alone does: messages become visible, and too old ones go.</summary>
    public void Advance(DateTimeOffset now, TimeSpan retention)
    {
        while (_hidden.Min is { } next && next.VisibleAt <= now) Move(next, SqsMessageState.Visible, next.VisibleAt);
        while (_byAge.Min is { } oldest && oldest.Content.SentAt + retention <= now) Remove(oldest);
    }

    private void Unhide(SqsMessage message)
    {
        if (message.State == SqsMessageState.Visible) return;
        _hidden.Remove(message);
        if (message.State == SqsMessageState.Delayed) DelayedCount--;
    }
}
