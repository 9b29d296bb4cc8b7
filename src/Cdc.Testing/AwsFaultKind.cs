namespace Cdc.Testing;

/// <summary>Names what goes wrong; <see cref="AwsFault"/> describes each.</summary>
public enum AwsFaultKind
{
    /// <summary>A call waits before it is carried out.</summary>
    Latency,

    /// <summary>A call is refused because there are too many, and is not carried out.</summary>
    Throttling,

    /// <summary>A call is answered with HTTP status 500, and is not carried out.</summary>
    InternalError,

    /// <summary>A call is answered with HTTP status 503, and is not carried out.</summary>
    ServiceUnavailable,

    /// <summary>The connection breaks before the call is carried out.</summary>
    ConnectionReset,

    /// <summary>The call is carried out, and the connection breaks before its answer arrives.</summary>
    AnswerLost,

    /// <summary>Some entries of a batch are not carried out.</summary>
    PartialFailure,

    /// <summary>A standard queue delivers a message that is in flight or was just deleted.</summary>
    DuplicateDelivery,

    /// <summary>A standard queue delivers messages in another order than they were sent in.</summary>
    Reordering,

    /// <summary>A message is visible again before its visibility timeout is over.</summary>
    EarlyVisibility,

    /// <summary>A shard iterator is refused as too old.</summary>
    ExpiredIterator,

    /// <summary>A shard that is being read is closed, and two shards continue it.</summary>
    ShardSplit,

    /// <summary>The services' clock jumps.</summary>
    ClockJump,
}
