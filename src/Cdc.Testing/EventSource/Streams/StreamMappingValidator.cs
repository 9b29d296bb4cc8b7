using Cdc.Testing.EventSource.Filters;
using Microsoft.Extensions.Options;

namespace Cdc.Testing.EventSource.Streams;

/// <summary>Finds every fault of a stream mapping's options.</summary>
internal static class StreamMappingValidator
{
    private static readonly TimeSpan _longestInterval = TimeSpan.FromDays(1);

    /// <exception cref="OptionsValidationException">There is a fault.</exception>
    public static void ThrowIfInvalid(LocalEventSourceMappingOptions options)
    {
        var faults = new OptionFaults();
        faults.InRange(nameof(options.BatchSize), options.BatchSize, 1, 10_000);
        faults.InRange(nameof(options.MaximumBatchingWindow), options.MaximumBatchingWindow, TimeSpan.Zero, TimeSpan.FromSeconds(300));
        faults.InRange(nameof(options.ParallelizationFactor), options.ParallelizationFactor, 1, 10);
        faults.InRange(nameof(options.MaximumRetryAttempts), options.MaximumRetryAttempts, -1, 10_000);
        if (options.MaximumRecordAge is { } age) faults.InRange(nameof(options.MaximumRecordAge), age, TimeSpan.FromSeconds(60), TimeSpan.FromDays(7));
        faults.AddRange(FilterCriteria.FaultsOf(nameof(options.FilterPatterns), options.FilterPatterns, allowsNumeric: false));
        faults.IsSet(nameof(options.FunctionArn), options.FunctionArn);
        if (!Enum.IsDefined(options.StartingPosition)) faults.Add($"StartingPosition is {options.StartingPosition}, neither TrimHorizon nor Latest.");
        faults.IsWait(nameof(options.PollingInterval), options.PollingInterval, _longestInterval);
        faults.IsWait(nameof(options.RetryDelay), options.RetryDelay, Backoff.Longest);
        faults.IsWait(nameof(options.ShardDiscoveryInterval), options.ShardDiscoveryInterval, _longestInterval);
        faults.IsSet(nameof(options.TimeProvider), options.TimeProvider);
        faults.ThrowIfAny(typeof(LocalEventSourceMappingOptions));
    }
}
