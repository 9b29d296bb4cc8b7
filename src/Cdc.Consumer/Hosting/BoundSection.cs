using Cdc.Consumer.Logging;
using Cdc.Validation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Hosting;

/// <summary>A section of configuration that options are bound to.</summary>
/// <param name="consumer">The name of the consumer whose options they are; null where they are all consumers'.</param>
/// <param name="section">The section.</param>
/// <param name="known">The names of the options.</param>
internal sealed class BoundSection(string? consumer, IConfiguration section, IReadOnlyCollection<string> known)
{
    private int _isReported;

    /// <summary>The names of what a consumer takes from its section.</summary>
    public static IReadOnlyCollection<string> ConsumerOptions { get; } =
        [.. ConfigurationKeys.Of(typeof(CdcConsumerOptions).GetProperties()), .. ConfigurationKeys.Of(typeof(CdcBatchOptions).GetProperties())];

    /// <summary>The names of what a function takes from its section.</summary>
    public static IReadOnlyCollection<string> QueueHandlerOptions { get; } =
        [.. ConfigurationKeys.Of(typeof(CdcQueueHandlerOptions).GetProperties()), .. ConfigurationKeys.Of(typeof(CdcBatchOptions).GetProperties())];

    /// <summary>The names of what a store of marks takes from its section.</summary>
    public static IReadOnlyCollection<string> MarkOptions { get; } = [.. ConfigurationKeys.Of(typeof(DynamoDbHighWaterMarkOptions).GetProperties())];

    /// <summary>Tells, once, of each key that stands in a consumer's sections, or in those of all, and is no option.</summary>
    public static void Report(IServiceProvider services, string consumer, ILogger logger)
    {
        foreach (var bound in services.GetServices<BoundSection>().Where(bound => bound.IsOf(consumer))) bound.Report(logger);
    }

    private bool IsOf(string name) => consumer is null || consumer == name;

    private void Report(ILogger logger)
    {
        if (Interlocked.Exchange(ref _isReported, 1) == 1) return;
        foreach (var (path, nearest) in ConfigurationKeys.Unknown(section, known)) logger.UnknownOption(path, nearest is null ? "" : $"Did you mean {nearest}?");
    }
}
