namespace Cdc.Testing.Sqs;

/// <summary>A standard queue: first visible, first delivered.</summary>
internal sealed class StandardOrder : IDeliveryOrder
{
    private readonly LinkedList<SqsMessage> _visible = [];

    public bool HasDeliverable => _visible.Count > 0;

    public IEnumerable<SqsMessage> Deliverable() => _visible;

    public void Add(SqsMessage message)
    {
        if (message.State == SqsMessageState.Visible) _visible.AddLast(message.InOrder);
    }

    public void Moved(SqsMessage message, SqsMessageState from)
    {
        if (message.State == from) return;
        if (from == SqsMessageState.Visible) _visible.Remove(message.InOrder);
        Add(message);
    }

    public void Remove(SqsMessage message)
    {
        if (message.State == SqsMessageState.Visible) _visible.Remove(message.InOrder);
    }
}
