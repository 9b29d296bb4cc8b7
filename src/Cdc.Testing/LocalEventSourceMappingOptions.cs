namespace Cdc.Testing;

/// <summary>Says how a <see cref="LocalEventSourceMapping"/> reads and retries; named as Lambda names its settings.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html"/></remarks>
public sealed class LocalEventSourceMappingOptions
{
    /// <summary>Gets the most records that one invocation is given.</summary>
    /// <value>
    /// Default: 100; 1 to 1,000, which is what one read of a shard gives
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html"/>). The event is also kept below
    /// Lambda's 6 MB.
    /// </value>
    public int BatchSize { get; init; } = 100;

    /// <summary>Gets where shards that are there at the start are read from.</summary>
    /// <value>
    /// Default: true, from their oldest record (<c>TRIM_HORIZON</c>); false: from now on (<c>LATEST</c>), which is from when the mapping gets to the
    /// shard, a moment after the start. Shards that appear later are always read whole, and so is one that could not be read for 15 minutes before
    /// its first new record came.
    /// </value>
    public bool FromTrimHorizon { get; init; } = true;

    /// <summary>Gets whether the function's answer is looked at: <c>FunctionResponseTypes</c> with <c>ReportBatchItemFailures</c>.</summary>
    /// <value>Default: true. False does as Lambda does then: it ignores the answer, and reported failures are lost.</value>
    public bool ReportBatchItemFailures { get; init; } = true;

    /// <summary>Gets how long to wait before a shard without new records is read again.</summary>
    /// <value>Default: 250 ms, which are Lambda's four reads a second; greater than zero, at most a day.</value>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets how long to wait before records that failed are sent again, or a read that failed is tried again.</summary>
    /// <value>
    /// Default: 100 ms; greater than zero, at most 30 seconds. It doubles with each try that gets nowhere, up to 30 seconds. There is no limit to the
    /// number of tries.
    /// </value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets how often the stream is asked for new shards.</summary>
    /// <value>Default: 5 seconds; greater than zero, at most a day. Also done when a shard was read to its end.</value>
    public TimeSpan ShardDiscoveryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the clock of all waiting.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
