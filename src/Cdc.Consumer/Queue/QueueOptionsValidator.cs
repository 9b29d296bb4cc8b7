using System.Globalization;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Queue;

/// <summary>Finds every fault of a queue handler's options.</summary>
internal sealed class QueueOptionsValidator : IValidateOptions<CdcQueueHandlerOptions>
{
    private const int MaxConcurrency = 10_000;
    private static readonly TimeSpan _shortestMargin = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan _longestMargin = TimeSpan.FromSeconds(60);

    /// <exception cref="OptionsValidationException">There is a fault.</exception>
    public static void ThrowIfInvalid(CdcQueueHandlerOptions options)
    {
        var faults = Faults(options).ToList();
        if (faults.Count > 0) throw new OptionsValidationException(nameof(CdcQueueHandlerOptions), typeof(CdcQueueHandlerOptions), faults);
    }

    public ValidateOptionsResult Validate(string? name, CdcQueueHandlerOptions options)
    {
        var faults = Faults(options).Select(fault => $"Queue handler '{name}': {fault}").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(CdcQueueHandlerOptions options)
    {
        if (options.MaxConcurrency is < 1 or > MaxConcurrency)
            yield return string.Create(CultureInfo.InvariantCulture, $"MaxConcurrency is {options.MaxConcurrency}, outside 1 to {MaxConcurrency}.");
        if (options.DeadlineMargin < _shortestMargin || options.DeadlineMargin > _longestMargin)
            yield return $"DeadlineMargin is {options.DeadlineMargin}, outside {_shortestMargin} to {_longestMargin}.";
    }
}
