using Cdc.Publisher;
using Cdc.Validation;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot.Hosting;

/// <summary>Finds every fault of a replay's options.</summary>
internal sealed class ReplayOptionsValidator : OptionsValidator<CdcReplayOptions>
{
    private const int MostShards = 256;

    protected override IEnumerable<string> Faults(CdcReplayOptions options)
    {
        if (!OptionRules.IsTable(options.TableName)) yield return $"TableName is '{options.TableName}'. It must have 3 to 255 letters, digits, underscores, hyphens and periods.";
        if (!OptionRules.IsUrl(options.QueueUrl)) yield return $"QueueUrl is '{options.QueueUrl}', which is no URL of a queue.";
        if (options.Since == default) yield return "Since is not set.";
        if (options.MaxConcurrentShards is < 1 or > MostShards) yield return $"MaxConcurrentShards is {options.MaxConcurrentShards}, outside 1 to {MostShards}.";
        if (OptionRules.Outside(nameof(options.QuietFor), options.QuietFor, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15)) is { } quiet) yield return quiet;
        if (OptionRules.Outside(nameof(options.PollingInterval), options.PollingInterval, TimeSpan.FromSeconds(0.2), TimeSpan.FromMinutes(1)) is { } polling) yield return polling;
        if (OptionRules.Outside(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromSeconds(0.01), options.MaxRetryDelay) is { } delay) yield return delay;
        if (OptionRules.Outside(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromSeconds(0.01), TimeSpan.FromMinutes(10)) is { } longest) yield return longest;
        if (options.Publisher.PoisonPolicy == CdcPoisonPolicy.Park) yield return "Publisher.PoisonPolicy is Park; a replay has one queue, and no topic to park on.";
        foreach (var fault in PublisherFaults(options)) yield return $"Publisher: {fault}";
    }

    private static IEnumerable<string> PublisherFaults(CdcReplayOptions options)
    {
        try
        {
            options.Publisher.Validate();
            return [];
        }
        catch (OptionsValidationException error)
        {
            // The queue stands in the topic's place.
            return error.Failures.Where(fault => !fault.StartsWith(nameof(options.Publisher.TopicArn), StringComparison.Ordinal));
        }
    }
}
