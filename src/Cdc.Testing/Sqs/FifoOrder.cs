namespace Cdc.Testing.Sqs;

/// <summary>
/// A FIFO queue: every group in the order of arrival, and nothing that follows the first message of its group that is in flight. Groups
/// that are ready take their turns by the arrival of their first message.
/// </summary>
internal sealed class FifoOrder : IDeliveryOrder
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, Group> _ready = [];

    public bool HasDeliverable => _ready.Count > 0;

    public IEnumerable<SqsMessage> Deliverable() =>
        _ready.Values.SelectMany(group => group.Messages.TakeWhile(message => message.State == SqsMessageState.Visible));

    public void Add(SqsMessage message)
    {
        var groupId = message.Content.GroupId!;
        if (!_groups.TryGetValue(groupId, out var group)) _groups.Add(groupId, group = new Group());
        group.Messages.AddLast(message.InOrder);
        Refresh(group);
    }

    public void Moved(SqsMessage message, SqsMessageState from)
    {
        if (message.State != from) Refresh(_groups[message.Content.GroupId!]);
    }

    public void Remove(SqsMessage message)
    {
        var group = _groups[message.Content.GroupId!];
        group.Messages.Remove(message.InOrder);
        Refresh(group);
        if (group.Messages.Count == 0) _groups.Remove(message.Content.GroupId!);
    }

    private void Refresh(Group group)
    {
        long? readyAs = group.Messages.First?.Value is { State: SqsMessageState.Visible } first ? first.Number : null;
        if (readyAs == group.ReadyAs) return;
        if (group.ReadyAs is { } old) _ready.Remove(old);
        if (readyAs is { } now) _ready.Add(now, group);
        group.ReadyAs = readyAs;
    }

    private sealed class Group
    {
        public LinkedList<SqsMessage> Messages { get; } = [];

        /// <summary>The key under which the group is among the ready ones.</summary>
        public long? ReadyAs { get; set; }
    }
}
