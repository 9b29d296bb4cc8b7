namespace Cdc.Testing;

/// <summary>Says how a <see cref="LocalQueueMapping"/> receives and invokes; named as Lambda names its settings.</summary>
/// <remarks>
/// Defaults and ranges are Lambda's (<see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html"/>), except for
/// <see cref="ReportBatchItemFailures"/>, which is off there unless asked for. The queue decides how often a message is tried, by its visibility
/// timeout and its redrive policy.
/// </remarks>
public sealed class LocalQueueMappingOptions
{
    /// <summary>Gets the most messages that one invocation is given.</summary>
    /// <value>
    /// Default: 10; 1 to 10,000 for a standard queue, 1 to 10 for a FIFO queue. More than 10 need a <see cref="MaximumBatchingWindow"/> of at least a
    /// second. The event is also kept within Lambda's 6 MB.
    /// </value>
    public int BatchSize { get; init; } = 10;

    /// <summary>Gets how long the mapping gathers messages for a batch, over several receives, before it invokes the function with a batch that is not full.</summary>
    /// <value>
    /// Default: zero, the function gets what one receive brings; zero to 300 seconds, for a FIFO queue zero. It counts from the batch's first message,
    /// and so does the queue's visibility timeout, which must be longer.
    /// </value>
    public TimeSpan MaximumBatchingWindow { get; init; } = TimeSpan.Zero;

    /// <summary>Gets how many batches the function gets at once: <c>ScalingConfig</c> with <c>MaximumConcurrency</c>.</summary>
    /// <value>Default: 5, what Lambda starts with; 2 to 1,000. For a FIFO queue, also no more than there are message groups.</value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"/></remarks>
    public int MaximumConcurrency { get; init; } = 5;

    /// <summary>Gets whether the mapping reads the function's answer: <c>FunctionResponseTypes</c> with <c>ReportBatchItemFailures</c>.</summary>
    /// <value>Default: true. With false the mapping ignores the answer, as Lambda does, and deletes reported messages too.</value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"/></remarks>
    public bool ReportBatchItemFailures { get; init; } = true;

    /// <summary>Gets the filter patterns: the function gets the messages that match at least one, and the mapping deletes the others.</summary>
    /// <value>
    /// Default: empty, all messages; up to 5 patterns, each a JSON object of up to 4,096 characters. Rules: exact values, <c>prefix</c>, <c>suffix</c>,
    /// <c>equals-ignore-case</c>, <c>anything-but</c>, <c>numeric</c>, <c>exists</c>, <c>$or</c>. A pattern for JSON in the <c>body</c> does not match text,
    /// and one for text does not match a JSON object.
    /// </value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html"/></remarks>
    public IReadOnlyList<string> FilterPatterns { get; init; } = [];

    /// <summary>Gets how long to wait before a call that failed is made again, or a function that was throttled is invoked again.</summary>
    /// <value>Default: 100 ms; greater than zero, at most 30 seconds. It doubles with each try that gets nowhere, up to 30 seconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the clock of windows and waits; the queue has its own.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
