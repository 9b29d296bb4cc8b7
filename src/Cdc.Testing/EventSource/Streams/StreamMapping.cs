using Cdc.Testing.EventSource.Filters;
using Cdc.Worker;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource.Streams;

/// <summary>What all parts of a stream's mapping share.</summary>
internal sealed record StreamMapping(
    DynamoDbStreamsClient Streams, string StreamArn, FunctionInvoker Function, LocalEventSourceMappingOptions Options, ILogger Logger)
{
    /// <summary>What became of the records so far.</summary>
    public MappingProgress Progress { get; } = new();

    public FilterCriteria Filter { get; } = new(Options.FilterPatterns, allowsNumeric: false);

    public TimeProvider Time => Options.TimeProvider;

    public Backoff CreateBackoff() => new(Options.RetryDelay, Options.TimeProvider);
}
