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

    /// <summary>Gets how long records are gathered for a batch, over several reads, before the function is invoked with fewer than it takes.</summary>
    /// <value>Default: zero, the function is given what one read brings; zero to 300 seconds. It counts from the batch's first record.</value>
    public TimeSpan MaximumBatchingWindow { get; init; } = TimeSpan.Zero;

    /// <summary>Gets how many batches of one shard the function is given at once.</summary>
    /// <value>Default: 1; 1 to 10. The records of one item are always in order, one batch after the other.</value>
    public int ParallelizationFactor { get; init; } = 1;

    /// <summary>Gets how often a batch that failed is sent again before its records are given up.</summary>
    /// <value>
    /// Default: -1, until the stream would have forgotten them: 24 hours after the mapping read them; -1 to 10,000. Each invocation that fails or reports
    /// failures counts, except where <see cref="BisectBatchOnFunctionError"/> splits the batch, and except for
    /// <see cref="LambdaThrottledException"/>.
    /// </value>
    public int MaximumRetryAttempts { get; init; } = -1;

    /// <summary>Gets how old a record may be; what is older is given up instead of sent.</summary>
    /// <value>
    /// Default: null, Lambda's -1: no limit but the stream's 24 hours; 60 seconds to 7 days. From the record's <c>ApproximateCreationDateTime</c> on, so
    /// <see cref="TimeProvider"/> must tell the time that the table was written by.
    /// </value>
    public TimeSpan? MaximumRecordAge { get; init; }

    /// <summary>Gets whether a batch that failed is split in two: at the first record that the function reports, or in the middle.</summary>
    /// <value>Default: false.</value>
    public bool BisectBatchOnFunctionError { get; init; }

    /// <summary>Gets whether the function's answer is looked at: <c>FunctionResponseTypes</c> with <c>ReportBatchItemFailures</c>.</summary>
    /// <value>Default: true. False does as Lambda does then: it ignores the answer, and reported failures are lost.</value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"/></remarks>
    public bool ReportBatchItemFailures { get; init; } = true;

    /// <summary>Gets which records the function is given: those that match at least one pattern. The others are passed.</summary>
    /// <value>
    /// Default: empty, all records; up to 5 patterns, each a JSON object of up to 4,096 characters. Rules: exact values, <c>prefix</c>, <c>suffix</c>,
    /// <c>equals-ignore-case</c>, <c>anything-but</c>, <c>exists</c>, <c>$or</c>; not <c>numeric</c>, as DynamoDB writes numbers as strings.
    /// </value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html"/></remarks>
    public IReadOnlyList<string> FilterPatterns { get; init; } = [];

    /// <summary>Gets who is told of records that are given up.</summary>
    /// <value>Default: null, the log alone. While it cannot be reached, the records are not passed, other than on AWS.</value>
    public LocalEventSourceMappingDestination? OnFailure { get; init; }

    /// <summary>Gets the function's ARN that <see cref="OnFailure"/> is told.</summary>
    /// <value>Default: <c>arn:aws:lambda:us-east-1:000000000000:function:local</c>.</value>
    public string FunctionArn { get; init; } = "arn:aws:lambda:us-east-1:000000000000:function:local";

    /// <summary>Gets where shards that are there at the start are read from.</summary>
    /// <value>
    /// Default: <see cref="LocalEventSourceMappingPosition.TrimHorizon"/>. Shards that appear later are always read whole, and so is one that could not be
    /// read for 15 minutes before its first new record came.
    /// </value>
    public LocalEventSourceMappingPosition StartingPosition { get; init; } = LocalEventSourceMappingPosition.TrimHorizon;

    /// <summary>Gets how long to wait before a shard without new records is read again.</summary>
    /// <value>Default: 250 ms, which are Lambda's four reads a second; greater than zero, at most a day.</value>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets how long to wait before records that failed are sent again, or a read that failed is tried again.</summary>
    /// <value>Default: 100 ms; greater than zero, at most 30 seconds. It doubles with each try that gets nowhere, up to 30 seconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets how often the stream is asked for new shards.</summary>
    /// <value>Default: 5 seconds; greater than zero, at most a day. Also done when a shard was read to its end.</value>
    public TimeSpan ShardDiscoveryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the clock of all waiting and of <see cref="MaximumRecordAge"/>.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
