using System.Globalization;
using Cdc.Testing.EventSource.Filters;
using Microsoft.Extensions.Options;

namespace Cdc.Testing.EventSource.Queues;

/// <summary>Finds every fault of a queue mapping's options.</summary>
internal static class QueueMappingValidator
{
    private const int MaxWithoutWindow = 10;
    private static readonly TimeSpan _shortestWindow = TimeSpan.FromSeconds(1);

    /// <exception cref="OptionsValidationException">There is a fault.</exception>
    public static void ThrowIfInvalid(LocalQueueMappingOptions options, bool isFifo)
    {
        var faults = new OptionFaults();
        faults.InRange(nameof(options.BatchSize), options.BatchSize, 1, isFifo ? MaxWithoutWindow : 10_000);
        faults.InRange(nameof(options.MaximumBatchingWindow), options.MaximumBatchingWindow, TimeSpan.Zero, TimeSpan.FromSeconds(300));
        if (isFifo && options.MaximumBatchingWindow > TimeSpan.Zero)
            faults.Add($"MaximumBatchingWindow is {options.MaximumBatchingWindow}; a FIFO queue has none.");
        if (!isFifo && options.BatchSize > MaxWithoutWindow && options.MaximumBatchingWindow < _shortestWindow)
        {
            faults.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"BatchSize is {options.BatchSize} and MaximumBatchingWindow is {options.MaximumBatchingWindow}; more than {MaxWithoutWindow} need at least {_shortestWindow}."));
        }

        faults.InRange(nameof(options.MaximumConcurrency), options.MaximumConcurrency, 2, 1000);
        faults.AddRange(FilterCriteria.FaultsOf(nameof(options.FilterPatterns), options.FilterPatterns, allowsNumeric: true));
        faults.IsWait(nameof(options.RetryDelay), options.RetryDelay, Backoff.Longest);
        faults.IsSet(nameof(options.TimeProvider), options.TimeProvider);
        faults.ThrowIfAny(typeof(LocalQueueMappingOptions));
    }
}
