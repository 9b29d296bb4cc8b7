namespace Cdc.Testing.Sqs;

/// <summary>Which visible messages of a queue can be delivered, and in what order; the queue's lock guards it.</summary>
internal interface IDeliveryOrder
{
    /// <summary>Whether <see cref="Deliverable"/> has any.</summary>
    bool HasDeliverable { get; }

    /// <summary>The messages to deliver next; nothing may change while it is enumerated.</summary>
    IEnumerable<SqsMessage> Deliverable();

    /// <summary>Takes in a message that is new to the queue, whatever its state.</summary>
    void Add(SqsMessage message);

    /// <summary>Follows a message from the state it had to the state it has.</summary>
    void Moved(SqsMessage message, SqsMessageState from);

    /// <summary>Forgets a message, whatever its state.</summary>
    void Remove(SqsMessage message);
}
