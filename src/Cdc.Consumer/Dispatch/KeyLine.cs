namespace Cdc.Consumer.Dispatch;

/// <summary>The messages that are held of one key (or of one message group), in the order of their arrival.</summary>
internal sealed class KeyLine
{
    /// <summary>Which key's it is, where it is no group's.</summary>
    public object? Key { get; set; }

    /// <summary>Which message group's it is; null where it is a key's.</summary>
    public string? Group { get; set; }

    public KeyTurn? Last { get; set; }

    /// <summary>How many messages are in the line, those that were replaced included.</summary>
    public int Count { get; set; }

    /// <summary>How long the key's handlers take, in ticks of the clock's timestamp; 0 while none has ended.</summary>
    public long AverageTime { get; private set; }

    /// <summary>Until when the key has work enough, counting what was given back; a timestamp.</summary>
    public long BusyUntil { get; set; }

    public void Observe(long time) => AverageTime = AverageTime == 0 ? time : AverageTime + ((time - AverageTime) / 8);

    public void Clear() => (Key, Group, Last, Count, AverageTime, BusyUntil) = (null, null, null, 0, 0, 0);
}
