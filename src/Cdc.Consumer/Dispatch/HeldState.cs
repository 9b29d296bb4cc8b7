namespace Cdc.Consumer.Dispatch;

/// <summary>How far a held message has come.</summary>
internal enum HeldState
{
    /// <summary>It waits for its turn, or for the newer change that replaced it.</summary>
    Waiting,

    /// <summary>Its handler runs, or the handler of the newer change that replaced it.</summary>
    Running,

    /// <summary>Its handler still runs, although it was cancelled for taking too long.</summary>
    Overdue,

    /// <summary>It has waited too long and was given back to the queue.</summary>
    GivenUp,

    /// <summary>It is acknowledged or given back.</summary>
    Ended,
}
