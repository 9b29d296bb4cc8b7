using System.Globalization;
using System.Text.RegularExpressions;
using Cdc.Consumer.Sqs;
using Cdc.Validation;

namespace Cdc.Consumer.Hosting;

/// <summary>Finds every fault of a consumer's options.</summary>
internal sealed partial class ConsumerOptionsValidator() : OptionsValidator<CdcConsumerOptions>("Consumer")
{
    private const int MaxConcurrency = 10_000;
    private const int MostHeld = 10_000_000;
    private const long FewestBytes = 4L << 20;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(20);
    private const int MostReceives = 1_000;
    private static readonly TimeSpan _longestVisibility = TimeSpan.FromHours(12);

    protected override IEnumerable<string> Faults(CdcConsumerOptions options) => [.. QueueFaults(options), .. NumberFaults(options), .. TimeFaults(options)];

    private static IEnumerable<string> QueueFaults(CdcConsumerOptions options)
    {
        if (string.IsNullOrEmpty(options.QueueUrl) && string.IsNullOrEmpty(options.QueueName))
            yield return "Neither QueueUrl nor QueueName is set; set one.";
        if (options is { QueueUrl.Length: > 0, QueueName.Length: > 0 })
            yield return $"QueueUrl is '{options.QueueUrl}' and QueueName is '{options.QueueName}'; set only one.";
        if (options.QueueUrl is { Length: > 0 } url && QueueAddress.Fault(nameof(options.QueueUrl), url) is { } urlFault)
            yield return urlFault;
        if (options.QueueName is { Length: > 0 } queue && !QueueNamePattern().IsMatch(queue))
            yield return $"QueueName is '{queue}', which is not 1 to 80 letters, digits, hyphens and underscores (.fifo at the end included).";
        if (options.DeadLetterQueueUrl is { Length: > 0 } dead && QueueAddress.Fault(nameof(options.DeadLetterQueueUrl), dead) is { } deadFault)
            yield return deadFault;
        if (options.DeadLetterQueueUrl is { Length: > 0 } same && options.QueueUrl is { Length: > 0 } itself && QueueAddress.Normalize(same) == QueueAddress.Normalize(itself))
            yield return $"DeadLetterQueueUrl is '{same}', the queue itself.";
        if (options is { DeadLetterQueueUrl: { Length: > 0 } named, QueueName.Length: > 0 } && QueueAddress.Normalize(named).Split('/')[^1] == options.QueueName)
            yield return $"DeadLetterQueueUrl is '{named}', a queue of the name that QueueName has: the queue itself.";
        if (options.UnreadableMessages is not (UnreadableMessageAction.Leave or UnreadableMessageAction.DeadLetter))
            yield return $"UnreadableMessages is {options.UnreadableMessages}, not Leave or DeadLetter.";
        if (options.UnreadableMessages == UnreadableMessageAction.DeadLetter && string.IsNullOrEmpty(options.DeadLetterQueueUrl))
            yield return "UnreadableMessages is DeadLetter, but DeadLetterQueueUrl is not set.";
        if (options.IsolateFailedChanges && QueueAddress.Normalize(options.QueueUrl ?? options.QueueName ?? "").EndsWith(".fifo", StringComparison.Ordinal))
            yield return "IsolateFailedChanges is set for a FIFO queue, where a change that is sent anew would lose its place.";
    }

    private static IEnumerable<string> NumberFaults(CdcConsumerOptions options)
    {
        if (options.MaxConcurrency is < 1 or > MaxConcurrency)
            yield return Text($"MaxConcurrency is {options.MaxConcurrency}, outside 1 to {MaxConcurrency}.");
        if (options.MaxHeldChanges is { } held && (held < options.MaxConcurrency || held > MostHeld))
            yield return Text($"MaxHeldChanges is {held}, outside MaxConcurrency ({options.MaxConcurrency}) to {MostHeld}.");
        if (options.MaxHeldBytes < FewestBytes)
            yield return Text($"MaxHeldBytes is {options.MaxHeldBytes}, less than {FewestBytes}.");
        if (options.MaxConcurrentReceives is < 1 or > MostReceives)
            yield return Text($"MaxConcurrentReceives is {options.MaxConcurrentReceives}, outside 1 to {MostReceives}.");
        if (options.MinConcurrentReceives < 1 || options.MinConcurrentReceives > options.MaxConcurrentReceives)
            yield return Text($"MinConcurrentReceives is {options.MinConcurrentReceives}, outside 1 to MaxConcurrentReceives ({options.MaxConcurrentReceives}).");
    }

    private static IEnumerable<string> TimeFaults(CdcConsumerOptions options)
    {
        if (!IsWholeSeconds(options.WaitTime, TimeSpan.Zero, _longestWait))
            yield return Text($"WaitTime is {options.WaitTime}, not whole seconds from {TimeSpan.Zero} to {_longestWait}.");
        if (options.VisibilityTimeout is { } visibility && !IsWholeSeconds(visibility, TimeSpan.FromSeconds(1), _longestVisibility))
            yield return Text($"VisibilityTimeout is {visibility}, not whole seconds from {TimeSpan.FromSeconds(1)} to {_longestVisibility}.");
        if (IsOutside(options.ReceiveGracePeriod, TimeSpan.Zero, _longestWait))
            yield return Text($"ReceiveGracePeriod is {options.ReceiveGracePeriod}, outside {TimeSpan.Zero} to {_longestWait}.");
        if (IsOutside(options.MaxProcessingTime, TimeSpan.FromSeconds(1), _longestVisibility))
            yield return Text($"MaxProcessingTime is {options.MaxProcessingTime}, outside {TimeSpan.FromSeconds(1)} to {_longestVisibility}.");
        if (IsOutside(options.MaxRetryDelay, TimeSpan.Zero, _longestVisibility))
            yield return Text($"MaxRetryDelay is {options.MaxRetryDelay}, outside {TimeSpan.Zero} to {_longestVisibility}.");
        if (IsOutside(options.RetryDelay, TimeSpan.Zero, _longestVisibility))
            yield return Text($"RetryDelay is {options.RetryDelay}, outside {TimeSpan.Zero} to {_longestVisibility}.");
        if (IsOutside(options.UnhealthyAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)))
            yield return Text($"UnhealthyAfter is {options.UnhealthyAfter}, outside {TimeSpan.FromMinutes(1)} to {TimeSpan.FromDays(1)}.");
    }

    private static bool IsOutside(TimeSpan value, TimeSpan least, TimeSpan most) => value < least || value > most;

    private static bool IsWholeSeconds(TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most && value.Ticks % TimeSpan.TicksPerSecond == 0;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?=.{1,80}\z)[A-Za-z0-9_-]+(\.fifo)?\z")]
    private static partial Regex QueueNamePattern();
}
