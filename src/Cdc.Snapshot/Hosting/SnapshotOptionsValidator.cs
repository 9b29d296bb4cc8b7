using Cdc.Publisher;
using Cdc.Validation;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot.Hosting;

/// <summary>Finds every fault of a snapshot's options.</summary>
internal sealed class SnapshotOptionsValidator : OptionsValidator<CdcSnapshotOptions>
{
    private const string AnyTopic = "arn:aws:sns:us-east-1:000000000000:any";
    private const int LongestId = 100;
    private const int MostSegments = 10_000;
    private const int MostAtOnce = 64;
    private const int MostItems = 10_000;

    protected override IEnumerable<string> Faults(CdcSnapshotOptions options)
    {
        if (!OptionRules.IsName(options.SnapshotId, 1, LongestId)) yield return $"SnapshotId is '{options.SnapshotId}'. It must have 1 to {LongestId} letters, digits, underscores, hyphens and periods.";
        if (!OptionRules.IsTable(options.TableName)) yield return $"TableName is '{options.TableName}'. It must have 3 to 255 letters, digits, underscores, hyphens and periods.";
        if ((options.QueueUrl is null) == (options.TopicArn is null)) yield return "Exactly one of QueueUrl and TopicArn must be set.";
        if (options.QueueUrl is { } url && !OptionRules.IsUrl(url)) yield return $"QueueUrl is '{url}', which is no URL of a queue.";
        foreach (var fault in SourceFaults(options)) yield return fault;
        foreach (var fault in ProgressFaults(options)) yield return fault;
        if (options.Segments is < 1 or > MostSegments) yield return $"Segments is {options.Segments}, outside 1 to {MostSegments}.";
        if (options.MaxConcurrentSegments is < 1 or > MostAtOnce) yield return $"MaxConcurrentSegments is {options.MaxConcurrentSegments}, outside 1 to {MostAtOnce}.";
        if (options.PageSize is < 1 or > MostItems) yield return $"PageSize is {options.PageSize}, outside 1 to {MostItems}.";
        if (options.MaxReadUnitsPerSecond is { } units && !(units > 0 && double.IsFinite(units))) yield return $"MaxReadUnitsPerSecond is {units}; it must be more than 0.";
        if (options.MaxChangesPerSecond is { } changes && !(changes > 0 && double.IsFinite(changes))) yield return $"MaxChangesPerSecond is {changes}; it must be more than 0.";
        if (OptionRules.Outside(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15)) is { } lease) yield return lease;
        if (OptionRules.Outside(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.FromSeconds(0.01), options.MaxRetryDelay) is { } delay) yield return delay;
        if (OptionRules.Outside(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromSeconds(0.01), TimeSpan.FromMinutes(10)) is { } longest) yield return longest;
        foreach (var fault in MessageFaults(options)) yield return fault;
    }

    private static IEnumerable<string> SourceFaults(CdcSnapshotOptions options)
    {
        if (options.Partition is not null && options.KeysFile is not null) yield return "Partition and KeysFile are both set; a snapshot reads one of them.";
        if (options.Partition is "") yield return "Partition is ''. It must be the value of a partition key, or null.";
        if (options.KeysFile is { } file && string.IsNullOrWhiteSpace(file)) yield return $"KeysFile is '{file}'. It must be a path, or null.";
        if (options.KeysFile is not null && (options.FilterExpression is not null || options.Predicate is not null)) yield return "KeysFile is set, and FilterExpression or Predicate too: the items of a file of keys are not read.";
        if (options.FilterExpression is { } filter && string.IsNullOrWhiteSpace(filter)) yield return $"FilterExpression is '{filter}'. It must be an expression, or null.";
        if (options.FilterExpression is null && options.FilterNames.Count + options.FilterValues.Count > 0) yield return "FilterNames or FilterValues are set, and FilterExpression is not.";
        foreach (var name in options.FilterNames.Keys.Where(name => !name.StartsWith('#') || name.StartsWith("#cdc", StringComparison.Ordinal)))
            yield return $"FilterNames has '{name}'. Placeholders of names begin with #, and not with #cdc.";
        foreach (var name in options.FilterValues.Keys.Where(name => !name.StartsWith(':') || name.StartsWith(":cdc", StringComparison.Ordinal)))
            yield return $"FilterValues has '{name}'. Placeholders of values begin with a colon, and not with :cdc.";
        if (options.PredicateAttributes.Any(string.IsNullOrEmpty)) yield return "PredicateAttributes names ''. It must name attributes of the item.";
    }

    private static IEnumerable<string> ProgressFaults(CdcSnapshotOptions options)
    {
        if (options.ProgressTableName is not null && options.ProgressFile is not null) yield return "ProgressTableName and ProgressFile are both set; the progress is in one of them.";
        if (options.ProgressTableName is { } table && !OptionRules.IsTable(table)) yield return $"ProgressTableName is '{table}'. It must have 3 to 255 letters, digits, underscores, hyphens and periods.";
        if (options.ProgressTableName is not null && options.ProgressTableName == options.TableName) yield return $"ProgressTableName is '{options.ProgressTableName}', the table that is read.";
        if (options.ProgressFile is { } file && string.IsNullOrWhiteSpace(file)) yield return $"ProgressFile is '{file}'. It must be a path, or null.";
    }

    /// <summary>What the publisher would find: messages are made by its rules.</summary>
    private static IEnumerable<string> MessageFaults(CdcSnapshotOptions options)
    {
        var publisher = new CdcPublisherOptions
        {
            TopicArn = options.TopicArn ?? AnyTopic,
            EventTypePrefix = options.EventType,
            MaxChangesPerMessage = options.MaxChangesPerMessage,
            MaxPackedBytes = options.MaxPackedBytes,
            MaxMessageBytes = options.MaxMessageBytes,
            MaxConcurrentCalls = options.MaxConcurrentCalls,
        };
        foreach (var (name, value) in options.StaticAttributes) publisher.StaticAttributes[name] = value;
        try
        {
            publisher.Validate();
            return [];
        }
        catch (OptionsValidationException error)
        {
            return error.Failures.Select(fault => fault.Replace(nameof(publisher.EventTypePrefix), nameof(options.EventType), StringComparison.Ordinal));
        }
    }
}
