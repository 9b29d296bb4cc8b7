namespace OrdersDemo.Feed;

/// <summary>Where a change can be seen on its way.</summary>
internal enum Hop
{
    /// <summary>The API has the HTTP request.</summary>
    Requested,

    /// <summary>The API has answered: the table holds the change.</summary>
    Written,

    /// <summary>The function is invoked with the change's stream record.</summary>
    Streamed,

    /// <summary>The function calls SNS.</summary>
    Publishing,

    /// <summary>SNS has taken the change.</summary>
    Published,

    /// <summary>The listener has it from the queue and calls its handler.</summary>
    Received,

    /// <summary>The listener has read the order and is done.</summary>
    Handled,
}
