namespace Cdc.Testing;

/// <summary>Says where a <see cref="LocalEventSourceMapping"/> starts to read the shards that are there at its start.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html"/></remarks>
public enum LocalEventSourceMappingPosition
{
    /// <summary>At the oldest record that the stream still has: <c>TRIM_HORIZON</c>.</summary>
    TrimHorizon,

    /// <summary>
    /// Behind the newest record that is there when the mapping gets to the shard, a moment after the start: <c>LATEST</c>. The mapping can miss what is
    /// written in the meantime, as on AWS.
    /// </summary>
    Latest,
}
