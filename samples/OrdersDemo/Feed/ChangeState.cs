namespace OrdersDemo.Feed;

/// <summary>How a change stands.</summary>
internal enum ChangeState
{
    /// <summary>On its way to the queue.</summary>
    Moving,

    /// <summary>SNS has it, the listener has not: it waits in the queue.</summary>
    Waiting,

    /// <summary>The handler runs.</summary>
    Handling,

    /// <summary>A hop failed, and is tried again.</summary>
    Retrying,

    /// <summary>The handler is done with it.</summary>
    Handled,

    /// <summary>Acknowledged without the handler, as a newer change of the order was handled before.</summary>
    Superseded,

    /// <summary>In the dead-letter queue.</summary>
    DeadLettered,
}
