namespace Cdc.Consumer.Ordering;

/// <summary>The messages that can be given back, in the order of their arrival. Not safe for several threads.</summary>
internal sealed class WaitingMessages
{
    /// <summary>The one that came last.</summary>
    public HeldMessage? Last { get; private set; }

    public void Add(HeldMessage message)
    {
        message.PreviousWaiting = Last;
        if (Last is { } last) last.NextWaiting = message;
        (Last, message.IsWaiting) = (message, true);
    }

    /// <summary>Takes a message out, if it is there.</summary>
    public void Remove(HeldMessage message)
    {
        if (!message.IsWaiting) return;
        message.IsWaiting = false;
        if (message.PreviousWaiting is { } previous) previous.NextWaiting = message.NextWaiting;
        if (message.NextWaiting is { } next) next.PreviousWaiting = message.PreviousWaiting;
        else Last = message.PreviousWaiting;
        (message.PreviousWaiting, message.NextWaiting) = (null, null);
    }
}
