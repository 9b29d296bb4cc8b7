using Cdc.Consumer.Leases;

namespace Cdc.Consumer.Ordering;

/// <summary>What is to become of messages that came to their end: decided in the dispatcher's gate, done outside of it.</summary>
internal sealed class Outbox
{
    public List<ReceivedMessage> Deleted { get; } = [];

    public List<(HeldMessage Message, TimeSpan Delay)> Released { get; } = [];

    /// <summary>Those that are given back as there is no room for them.</summary>
    public List<(HeldMessage Message, TimeSpan Delay)> Deferred { get; } = [];

    /// <summary>Those whose failed changes are sent to the queue alone.</summary>
    public List<HeldMessage> Isolated { get; } = [];

    /// <summary>Those that could not be put in order.</summary>
    public List<(HeldMessage Message, Exception Error)> Refused { get; } = [];

    /// <summary>Those that SQS no longer hid.</summary>
    public List<HeldMessage> Lapsed { get; } = [];

    /// <summary>How many changes were acknowledged with a newer one.</summary>
    public int Coalesced { get; set; }

    /// <summary>Receives that have room now.</summary>
    public List<(TaskCompletionSource<int> Receive, int Places)> Admitted { get; } = [];

    public void Clear()
    {
        Deleted.Clear();
        Released.Clear();
        Deferred.Clear();
        Isolated.Clear();
        Refused.Clear();
        Lapsed.Clear();
        Admitted.Clear();
        Coalesced = 0;
    }
}
