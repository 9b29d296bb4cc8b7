using Cdc.Consumer.Loading;
using Cdc.Validation;

namespace Cdc.Consumer.Marks;

/// <summary>Finds every fault of the options of a store of marks.</summary>
internal sealed class MarkOptionsValidator : OptionsValidator<DynamoDbHighWaterMarkOptions>
{
    private const int LongestName = 200;
    private static readonly TimeSpan _shortestRetention = TimeSpan.FromHours(1);
    private static readonly TimeSpan _longestRetention = TimeSpan.FromDays(3650);

    protected override IEnumerable<string> Faults(DynamoDbHighWaterMarkOptions options)
    {
        if (!ItemOptionsValidator.IsTable(options.TableName)) yield return $"TableName is '{options.TableName}', which is neither a table's name nor its ARN.";
        else if (options.CreateIfMissing && options.TableName.Contains(':', StringComparison.Ordinal))
            yield return $"TableName is '{options.TableName}' and CreateIfMissing is set; a table can be made by its name alone.";
        if (options.ServiceName.Length is 0 or > LongestName)
            yield return $"ServiceName is '{options.ServiceName}'; set it to 1 to {LongestName} characters that no other service has.";
        if (options.Retention is { } retention && (retention < _shortestRetention || retention > _longestRetention))
            yield return $"Retention is {retention}, outside {_shortestRetention} to {_longestRetention}.";
    }
}
