using Cdc.Validation;
using Microsoft.Extensions.Options;

namespace Cdc.Worker.Hosting;

/// <summary>Finds every fault of a worker's options.</summary>
internal sealed class WorkerOptionsValidator() : OptionsValidator<CdcStreamWorkerOptions>("Worker")
{
    private const int ShortestTable = 3;
    private const int LongestTable = 255;
    private const int LongestName = 100;
    private const int MostRecords = 1000;
    private const int MostShards = 256;
    private const int MarginsInLease = 4;

    protected override IEnumerable<string> Faults(CdcStreamWorkerOptions options)
    {
        if (!IsTable(options.TableName)) yield return $"TableName is '{options.TableName}'. It must have {ShortestTable} to {LongestTable} letters, digits, underscores, hyphens and periods.";
        if (options.LeaseTableName is { } leases && !IsTable(leases)) yield return $"LeaseTableName is '{leases}'. It must have {ShortestTable} to {LongestTable} letters, digits, underscores, hyphens and periods.";
        if (options.LeaseTableName is not null && options.LeaseTableName == options.TableName) yield return $"LeaseTableName is '{options.LeaseTableName}', the table that is followed.";
        if (options.WorkerName is { Length: 0 or > LongestName }) yield return $"WorkerName has {options.WorkerName.Length} characters, not 1 to {LongestName}.";
        if (!Enum.IsDefined(options.StartingPosition)) yield return $"StartingPosition is {options.StartingPosition}, not one of TrimHorizon and Latest.";
        if (!Enum.IsDefined(options.OnTrimmed)) yield return $"OnTrimmed is {options.OnTrimmed}, not one of Continue and Fail.";
        if (options.BatchSize is < 1 or > MostRecords) yield return $"BatchSize is {options.BatchSize}, outside 1 to {MostRecords}.";
        if (options.MaxConcurrentShards is < 1 or > MostShards) yield return $"MaxConcurrentShards is {options.MaxConcurrentShards}, outside 1 to {MostShards}.";
        foreach (var fault in TimeFaults(options)) yield return fault;
        foreach (var fault in PublisherFaults(options)) yield return $"Publisher: {fault}";
    }

    private static IEnumerable<string> TimeFaults(CdcStreamWorkerOptions options) => new[]
    {
        Outside(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        Outside(nameof(options.PollingInterval), options.PollingInterval, TimeSpan.FromSeconds(0.2), TimeSpan.FromMinutes(1)),
        Outside(nameof(options.ShardDiscoveryInterval), options.ShardDiscoveryInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        Outside(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromSeconds(0.01), options.MaxRetryDelay),
        Outside(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromSeconds(0.01), TimeSpan.FromMinutes(10)),
        Outside(nameof(options.UnhealthyAfter), options.UnhealthyAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        options.LeaseDuration < options.Publisher.DeadlineMargin * MarginsInLease
            ? $"LeaseDuration is {options.LeaseDuration}, less than {MarginsInLease} times Publisher.DeadlineMargin ({options.Publisher.DeadlineMargin}): no time would be left to publish."
            : null,
    }.OfType<string>();

    private static string? Outside(string name, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least || value > most ? $"{name} is {value}, outside {least} to {most}." : null;

    private static IEnumerable<string> PublisherFaults(CdcStreamWorkerOptions options)
    {
        try
        {
            options.Publisher.Validate();
            return [];
        }
        catch (OptionsValidationException error)
        {
            return error.Failures;
        }
    }

    private static bool IsTable(string? name) => name is { Length: >= ShortestTable and <= LongestTable }
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.');
}
