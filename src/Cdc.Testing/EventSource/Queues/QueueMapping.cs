using Amazon.SQS;
using Cdc.Testing.EventSource.Filters;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource.Queues;

/// <summary>What all parts of a queue's mapping share.</summary>
internal sealed record QueueMapping(IAmazonSQS Sqs, string QueueUrl, FunctionInvoker Function, LocalQueueMappingOptions Options, ILogger Logger)
{
    public FilterCriteria Filter { get; } = new(Options.FilterPatterns, allowsNumeric: true);

    public bool IsFifo { get; } = QueueUrl.EndsWith(".fifo", StringComparison.Ordinal);

    public TimeProvider Time => Options.TimeProvider;

    public Backoff CreateBackoff() => new(Options.RetryDelay, Options.TimeProvider);
}
