using System.Globalization;
using Cdc.Validation;

namespace Cdc.Consumer.QueueFunction;

/// <summary>Finds every fault of a queue handler's options.</summary>
internal sealed class QueueOptionsValidator() : OptionsValidator<CdcQueueHandlerOptions>("Queue handler")
{
    private const int MaxConcurrency = 10_000;
    private static readonly TimeSpan _shortestMargin = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan _longestMargin = TimeSpan.FromSeconds(60);

    protected override IEnumerable<string> Faults(CdcQueueHandlerOptions options)
    {
        if (options.MaxConcurrency is < 1 or > MaxConcurrency)
            yield return string.Create(CultureInfo.InvariantCulture, $"MaxConcurrency is {options.MaxConcurrency}, outside 1 to {MaxConcurrency}.");
        if (options.DeadlineMargin < _shortestMargin || options.DeadlineMargin > _longestMargin)
            yield return $"DeadlineMargin is {options.DeadlineMargin}, outside {_shortestMargin} to {_longestMargin}.";
        if (options.DeadLetterQueueUrl is { Length: > 0 } dead && !(Uri.TryCreate(dead, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return $"DeadLetterQueueUrl is '{dead}', which is no absolute http or https URL.";
        if (options.UnreadableMessages is not (UnreadableMessageAction.Leave or UnreadableMessageAction.DeadLetter))
            yield return $"UnreadableMessages is {options.UnreadableMessages}, not Leave or DeadLetter.";
        if (options.UnreadableMessages == UnreadableMessageAction.DeadLetter && string.IsNullOrEmpty(options.DeadLetterQueueUrl))
            yield return "UnreadableMessages is DeadLetter, but DeadLetterQueueUrl is not set.";
    }
}
