namespace Cdc.Worker;

/// <summary>Says where in a shard reading starts.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html"/></remarks>
public enum DynamoDbShardIteratorType
{
    /// <summary>At the oldest record that the stream still has, at most 24 hours old.</summary>
    TrimHorizon,

    /// <summary>Behind the newest record.</summary>
    Latest,

    /// <summary>At the record with the sequence number.</summary>
    AtSequenceNumber,

    /// <summary>Behind the record with the sequence number.</summary>
    AfterSequenceNumber,
}
