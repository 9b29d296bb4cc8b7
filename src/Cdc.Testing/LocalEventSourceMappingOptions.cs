namespace Cdc.Testing;

/// <summary>Says how a <see cref="LocalEventSourceMapping"/> reads and retries; named as Lambda names its settings.</summary>
/// <remarks>
/// Defaults and ranges are Lambda's (<see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html"/>), except for
/// <see cref="ReportBatchItemFailures"/>, which is off there unless asked for. There are no tumbling windows: an event never has <c>window</c>,
/// <c>state</c> and what belongs to them.
/// </remarks>
public sealed class LocalEventSourceMappingOptions
{
    /// <summary>Gets the most records that one invocation is given.</summary>
    /// <value>Default: 100; 1 to 10,000. The event is also kept within Lambda's 6 MB.</value>
    public int BatchSize { get; init; } = 100;

    /// <summary>Gets how long the mapping gathers records for a batch, over several reads, before it invokes the function with a batch that is not full.</summary>
    /// <value>Default: zero, the function gets what one read brings; zero to 300 seconds. It counts from the batch's first record.</value>
    public TimeSpan MaximumBatchingWindow { get; init; } = TimeSpan.Zero;

    /// <summary>Gets how many batches of one shard the function gets at once.</summary>
    /// <value>Default: 1; 1 to 10. The records of one item always come in order, one batch after the other.</value>
    public int ParallelizationFactor { get; init; } = 1;

    /// <summary>Gets how often a batch that failed is sent again before its records are given up.</summary>
    /// <value>
    /// Default: -1, for 24 hours after the mapping read them, which is as long as a stream keeps records; -1 to 10,000. Each invocation that fails or
    /// reports failures counts, except where <see cref="BisectBatchOnFunctionError"/> splits the batch, and except for
    /// <see cref="LambdaThrottledException"/>.
    /// </value>
    public int MaximumRetryAttempts { get; init; } = -1;

    /// <summary>Gets how old a record may be; the mapping gives up older ones instead of sending them.</summary>
    /// <value>
    /// Default: null, no limit but the stream's 24 hours (Lambda's -1); 60 seconds to 7 days. It counts from the record's <c>ApproximateCreationDateTime</c>, so
    /// <see cref="TimeProvider"/> must be the clock by which the table was written.
    /// </value>
    public TimeSpan? MaximumRecordAge { get; init; }

    /// <summary>Gets whether a batch that failed is split in two: at the first record that the function reports, or in the middle.</summary>
    /// <value>Default: false.</value>
    public bool BisectBatchOnFunctionError { get; init; }

    /// <summary>Gets whether the mapping reads the function's answer: <c>FunctionResponseTypes</c> with <c>ReportBatchItemFailures</c>.</summary>
    /// <value>Default: true. With false the mapping ignores the answer, as Lambda does, and reported failures are lost.</value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"/></remarks>
    public bool ReportBatchItemFailures { get; init; } = true;

    /// <summary>Gets the filter patterns: the function gets the records that match at least one, and the mapping goes past the others.</summary>
    /// <value>
    /// Default: empty, all records; up to 5 patterns, each a JSON object of up to 4,096 characters. Rules: exact values, <c>prefix</c>, <c>suffix</c>,
    /// <c>equals-ignore-case</c>, <c>anything-but</c>, <c>exists</c>, <c>$or</c>; not <c>numeric</c>, as DynamoDB writes numbers as strings.
    /// </value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html"/></remarks>
    public IReadOnlyList<string> FilterPatterns { get; init; } = [];

    /// <summary>Gets the queue or topic that learns of records that are given up.</summary>
    /// <value>Default: null, the log alone. While it cannot be reached, the mapping does not go past the records; Lambda would drop them.</value>
    public LocalEventSourceMappingDestination? OnFailure { get; init; }

    /// <summary>Gets the function's ARN in the document that <see cref="OnFailure"/> gets.</summary>
    /// <value>Default: <c>arn:aws:lambda:us-east-1:000000000000:function:local</c>.</value>
    public string FunctionArn { get; init; } = "arn:aws:lambda:us-east-1:000000000000:function:local";

    /// <summary>Gets where the mapping begins to read the shards that exist when it starts.</summary>
    /// <value>
    /// Default: <see cref="LocalEventSourceMappingPosition.TrimHorizon"/>. The mapping always reads the whole of a shard that appears later. It does the same
    /// with a shard that it could not read for 15 minutes before the first new record came.
    /// </value>
    public LocalEventSourceMappingPosition StartingPosition { get; init; } = LocalEventSourceMappingPosition.TrimHorizon;

    /// <summary>Gets how long to wait before a shard without new records is read again.</summary>
    /// <value>Default: 250 ms, Lambda's four reads a second; greater than zero, at most a day.</value>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets how long to wait before records that failed are sent again, or a read that failed is tried again.</summary>
    /// <value>Default: 100 ms; greater than zero, at most 30 seconds. It doubles with each try that gets nowhere, up to 30 seconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets how often the mapping looks for new shards.</summary>
    /// <value>Default: 5 seconds; greater than zero, at most a day. It also looks when it has read a shard to its end.</value>
    public TimeSpan ShardDiscoveryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the clock of all waiting and of <see cref="MaximumRecordAge"/>.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
