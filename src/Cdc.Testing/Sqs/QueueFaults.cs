namespace Cdc.Testing.Sqs;

/// <summary>What faults do to the messages of a queue; the queue's lock guards it.</summary>
internal sealed class QueueFaults(AwsFaults faults)
{
    private const int DeletionsKept = 16;
    private const int MessagesShuffled = 100;

    private readonly List<SqsMessage> _deleted = [];

    /// <summary>The timeout that a message really gets.</summary>
    public TimeSpan Visibility(TimeSpan asked, string operation) =>
        faults.AreAny && asked > TimeSpan.Zero && faults.StrikeInside(AwsService.Sqs, operation, AwsFaultKind.EarlyVisibility) is { } strike
            ? asked * strike.Fault.Fraction
            : asked;

    /// <summary>The order in which messages are really delivered.</summary>
    public IEnumerable<SqsMessage> Order(IEnumerable<SqsMessage> deliverable)
    {
        if (!faults.AreAny || !deliverable.Skip(1).Any()) return deliverable;
        if (faults.StrikeInside(AwsService.Sqs, "ReceiveMessage", AwsFaultKind.Reordering) is not { } strike) return deliverable;
        var messages = deliverable.Take(MessagesShuffled).ToArray();
        strike.Shuffle<SqsMessage>(messages);
        return messages;
    }

    /// <summary>A message to deliver once more: one in flight, or one that was deleted, which this then forgets.</summary>
    public SqsMessage? Duplicate(QueueMessages messages)
    {
        if (!faults.AreAny || messages.InFlightCount + _deleted.Count == 0) return null;
        if (faults.StrikeInside(AwsService.Sqs, "ReceiveMessage", AwsFaultKind.DuplicateDelivery) is not { } strike) return null;
        var chosen = strike.Draw.Next(messages.InFlightCount + _deleted.Count);
        if (chosen < messages.InFlightCount) return messages.InFlight.ElementAt(chosen);
        var deleted = _deleted[chosen - messages.InFlightCount];
        _deleted.Remove(deleted);
        return deleted;
    }

    /// <summary>Keeps a message for a later duplicate.</summary>
    public void Deleted(SqsMessage message)
    {
        if (!faults.AreAny) return;
        if (_deleted.Count == DeletionsKept) _deleted.RemoveAt(0);
        _deleted.Add(message);
    }

    /// <summary>Forgets what was deleted: the whole queue was emptied.</summary>
    public void Forget() => _deleted.Clear();
}
