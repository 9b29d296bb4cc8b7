namespace Cdc.Consumer.Leases;

/// <summary>What one receive brought: these messages are hidden for longer at one time.</summary>
internal sealed class LeaseBatch(LeaseKeeper keeper, ReceivedMessage[] messages)
{
    private int _left = messages.Length;
    private int _calls;

    public ReceivedMessage[] Messages { get; } = messages;

    /// <summary>When the messages were received, by the clock's timestamp.</summary>
    public long ReceivedAt { get; } = keeper.Now;

    /// <summary>When the messages have to be hidden for longer, by the clock's timestamp; <see cref="LeaseKeeper"/>'s alone.</summary>
    public long ExtendAt { get; set; }

    /// <summary>Its place among those that are kept; null where it is not; <see cref="LeaseKeeper"/>'s alone.</summary>
    public LinkedListNode<LeaseBatch>? Place { get; set; }

    /// <summary>How many calls that hide its messages are to end before it has a place again; <see cref="LeaseKeeper"/>'s alone.</summary>
    public int Calls => _calls;

    public bool IsOver => Volatile.Read(ref _left) == 0;

    /// <summary>For how long SQS would hide the messages from now, at most.</summary>
    public TimeSpan HideableTime => keeper.HideableTime(this);

    /// <summary>Adds one to <see cref="Calls"/>, before any of them begins.</summary>
    public void CallAdded() => _calls++;

    /// <summary>Ends one of <see cref="Calls"/>.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool CallEnded() => Interlocked.Decrement(ref _calls) == 0;

    /// <summary>Says that one of the messages has ended.</summary>
    public void Ended()
    {
        if (Interlocked.Decrement(ref _left) == 0) keeper.Forget(this);
    }
}
