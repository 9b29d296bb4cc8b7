using Cdc.Consumer.Dispatch;

namespace Cdc.Consumer.Visibility;

/// <summary>What one receive brought: these messages' visibility ends at one time.</summary>
internal sealed class HeldBatch(VisibilityKeeper keeper, ReceivedMessage[] messages)
{
    private int _left = messages.Length;
    private int _calls;

    public ReceivedMessage[] Messages { get; } = messages;

    /// <summary>When the messages were received, by the clock's timestamp.</summary>
    public long ReceivedAt { get; } = keeper.Now;

    /// <summary>When the messages have to be hidden for longer, by the clock's timestamp; <see cref="VisibilityKeeper"/>'s alone.</summary>
    public long ExtendAt { get; set; }

    /// <summary>When there is something to do, by the clock's timestamp; <see cref="VisibilityKeeper"/>'s alone.</summary>
    public long DueAt { get; set; }

    /// <summary>How many calls that hide its messages are to end before it has a place again; <see cref="VisibilityKeeper"/>'s alone.</summary>
    public int Calls => _calls;

    /// <summary>Its place among those that are kept; null where it is not; <see cref="VisibilityKeeper"/>'s alone.</summary>
    public LinkedListNode<HeldBatch>? Place { get; set; }

    public bool IsOver => Volatile.Read(ref _left) == 0;

    /// <summary>For how long SQS would hide the messages from now, at most.</summary>
    public TimeSpan HideableTime => keeper.HideableTime(this);

    /// <summary>Adds one to <see cref="Calls"/>, before any of them begins.</summary>
    public void CallAdded() => _calls++;

    /// <summary>Ends one of <see cref="Calls"/>.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool CallEnded() => Interlocked.Decrement(ref _calls) == 0;

    /// <summary>Ends one of the messages.</summary>
    /// <param name="before">Its state until now.</param>
    public void End(HeldState before)
    {
        if (before == HeldState.Overdue) keeper.OverdueEnded();
        if (Interlocked.Decrement(ref _left) == 0) keeper.Forget(this);
    }
}
