using Amazon.SQS.Model;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;

namespace Cdc.Consumer.Ordering;

/// <summary>A message with its changes: it is deleted when all of them are done.</summary>
internal sealed class HeldMessage(Message message) : ReceivedMessage(message)
{
    private ChangeDelivery[] _changes = [];

    /// <summary>In the order of the body; for a message that cannot be read the one that stands for it.</summary>
    public ChangeDelivery[] Changes
    {
        get => _changes;
        set
        {
            _changes = value;
            if (value.Length == 1) return;
            foreach (var change in value) change.IsAlone = false;
        }
    }

    /// <summary>How much memory its body takes.</summary>
    public int Bytes => (Message.Body?.Length ?? 0) * sizeof(char);

    /// <summary>How many of its changes have not ended; the dispatcher's alone, as all below.</summary>
    public int Open { get; set; }

    /// <summary>When it is to come again, as something of it is not done; null where all is.</summary>
    public TimeSpan? ComesAgainAfter { get; set; }

    /// <summary>Whether something of it was tried and failed.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether those behind it in its group are to come after what it replaced.</summary>
    public bool StopsGroup { get; set; }

    /// <summary>Whether SQS no longer hid it when its turn came: it comes again by itself.</summary>
    public bool HasLapsed { get; set; }

    /// <summary>Whether it is the first that is held of its group.</summary>
    public bool IsFirst { get; set; } = true;

    /// <summary>Its group's line; null where it is in none.</summary>
    public MessageGroup? Line { get; set; }

    public HeldMessage? PreviousInGroup { get; set; }

    public HeldMessage? NextInGroup { get; set; }

    /// <summary>Whether it is among those that can be given back, as nothing of it has begun; <see cref="WaitingMessages"/>' own, as those below.</summary>
    public bool IsWaiting { get; set; }

    public HeldMessage? PreviousWaiting { get; set; }

    public HeldMessage? NextWaiting { get; set; }
}

/// <summary>The messages that are held of one group of a FIFO queue, in the order of their arrival.</summary>
internal sealed class MessageGroup(string name)
{
    public string Name { get; } = name;

    public HeldMessage? First { get; set; }

    public HeldMessage? Last { get; set; }
}
