using Cdc.Core;
using Cdc.Publisher.Sns;
using Cdc.Texts;
using Cdc.Validation;

namespace Cdc.Publisher.Publishing;

/// <summary>Finds every fault of the settings at once, and says what was found.</summary>
internal sealed class PublisherOptionsValidator : OptionsValidator<CdcPublisherOptions>
{
    public const int MaxTypeLength = 200;

    private const int MaxRuleAttributes = 64;
    private const int MaxConcurrentCalls = 64;
    private static readonly TimeSpan _longestRetry = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan _shortestBudget = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _shortestMargin = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan _longestMargin = TimeSpan.FromSeconds(60);

    protected override IEnumerable<string> Faults(CdcPublisherOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.TopicArn))
            yield return "TopicArn is not set. Set it in code, or set the environment variable Cdc__TopicArn to the ARN of the SNS topic.";
        else if (FaultOfArn(nameof(options.TopicArn), options.TopicArn) is { } fault)
            yield return fault;
        foreach (var (table, arn) in options.TopicArns)
        {
            if (FaultOfArn($"TopicArns['{table}']", arn) is { } ofTable) yield return ofTable;
        }

        if (options.EventTypePrefix is { } prefix && !IsType(prefix))
            yield return $"EventTypePrefix is '{prefix}'. It must have 1 to {MaxTypeLength} characters, none of them white space or not to be seen.";
        foreach (var (operation, type) in options.EventTypes)
        {
            if (operation is not (ChangeOperation.Insert or ChangeOperation.Modify or ChangeOperation.Remove))
                yield return $"EventTypes names {operation}, which is not one of Insert, Modify and Remove.";
            if (!IsType(type)) yield return $"EventTypes[{operation}] is '{type}'. It must have 1 to {MaxTypeLength} characters, none of them white space or not to be seen.";
        }

        foreach (var attributeFault in FaultsOfAttributes(options)) yield return attributeFault;
        foreach (var ofRules in FaultsOfRules(options)) yield return ofRules;
        foreach (var ofSizes in FaultsOfSizes("", options.MaxChangesPerMessage, options.MaxPackedBytes, options.MaxMessageBytes)) yield return ofSizes;
        foreach (var (table, own) in options.Tables)
        {
            var (changes, packed, bytes) = (own.MaxChangesPerMessage ?? options.MaxChangesPerMessage, own.MaxPackedBytes ?? options.MaxPackedBytes, own.MaxMessageBytes ?? options.MaxMessageBytes);
            foreach (var ofTable in FaultsOfSizes($"Tables['{table}'].", changes, packed, bytes)) yield return ofTable;
        }

        if (options.TraceParentAttribute is "") yield return "TraceParentAttribute is ''. It must be an attribute's name, or null.";
        if (!Enum.IsDefined(options.PoisonPolicy)) yield return $"PoisonPolicy is {options.PoisonPolicy}, not one of Fail, Park and Skip.";
        if (options.PoisonPolicy == CdcPoisonPolicy.Park && string.IsNullOrWhiteSpace(options.ParkingTopicArn))
            yield return "PoisonPolicy is Park, and ParkingTopicArn is not set.";
        else if (options.ParkingTopicArn is { } parking && FaultOfArn(nameof(options.ParkingTopicArn), parking) is { } ofParking)
            yield return ofParking;
        else if (options.ParkingTopicArn is { } same && (same == options.TopicArn || options.TopicArns.Values.Contains(same)))
            yield return $"ParkingTopicArn is '{same}', which is a topic that changes go to as well.";
        if (options.MaxConcurrentCalls is < 1 or > MaxConcurrentCalls)
            yield return $"MaxConcurrentCalls is {options.MaxConcurrentCalls}, outside 1 to {MaxConcurrentCalls}.";
        if (options.TimeBudget is { } budget && (budget < _shortestBudget || budget > _longestRetry))
            yield return $"TimeBudget is {budget}, outside {_shortestBudget} to {_longestRetry}.";
        if (options.TimeBudget <= options.DeadlineMargin)
            yield return $"TimeBudget is {options.TimeBudget}, not more than DeadlineMargin ({options.DeadlineMargin}): nothing could be published.";
        if (options.RetryFor < TimeSpan.Zero || options.RetryFor > _longestRetry)
            yield return $"RetryFor is {options.RetryFor}, outside {TimeSpan.Zero} to {_longestRetry}.";
        if (options.DeadlineMargin < _shortestMargin || options.DeadlineMargin > _longestMargin)
            yield return $"DeadlineMargin is {options.DeadlineMargin}, outside {_shortestMargin} to {_longestMargin}.";
    }

    private static IEnumerable<string> FaultsOfAttributes(CdcPublisherOptions options)
    {
        var names = options.ImageAttributes.Select(name => (Setting: nameof(options.ImageAttributes), Name: name))
            .Concat(options.RenamedAttributes.Keys.Select(name => (Setting: nameof(options.RenamedAttributes), Name: name)))
            .Concat(options.StaticAttributes.Keys.Select(name => (Setting: nameof(options.StaticAttributes), Name: name))).ToList();
        foreach (var (setting, name) in names)
        {
            if (SnsAttributeRules.ProblemOfName(name) is { } problem) yield return $"{setting} names '{name}', which {problem}.";
        }

        foreach (var twice in names.GroupBy(name => name.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"ImageAttributes, RenamedAttributes and StaticAttributes name '{twice.Key}' {twice.Count()} times.";
        var isPacked = options.MaxChangesPerMessage > 1 || options.Tables.Values.Any(table => table.MaxChangesPerMessage > 1);
        var most = SnsAttributeRules.MaxCount - SnsAttributeRules.OwnCount - (isPacked ? 1 : 0);
        if (names.Count > most)
            yield return $"ImageAttributes, RenamedAttributes and StaticAttributes are {names.Count} together, more than {most}: raw delivery drops a message with more than {SnsAttributeRules.MaxCount} attributes.";
        foreach (var (name, value) in options.StaticAttributes)
        {
            if (!SnsAttributeRules.IsValue(value)) yield return $"StaticAttributes['{name}'] is '{value}'; SNS takes no value that is empty or has control characters.";
        }
    }

    private static IEnumerable<string> FaultsOfRules(CdcPublisherOptions options)
    {
        if (options.RuleAttributes.Count > MaxRuleAttributes) yield return $"RuleAttributes are {options.RuleAttributes.Count}, more than {MaxRuleAttributes}.";
        if (options.RuleAttributes.Any(string.IsNullOrEmpty)) yield return "RuleAttributes names ''. It must name attributes of the item.";
        foreach (var (name, item) in options.RenamedAttributes)
        {
            if (string.IsNullOrEmpty(item)) yield return $"RenamedAttributes['{name}'] is ''. It must be the attribute's name in the item.";
        }

        foreach (var name in options.TextAttributes.Where(name => !options.ImageAttributes.Contains(name) && !options.RenamedAttributes.ContainsKey(name)))
            yield return $"TextAttributes names '{name}', which is not in ImageAttributes or RenamedAttributes.";
        if (!Enum.IsDefined(options.MissingImage)) yield return $"MissingImage is {options.MissingImage}, not one of Fail, Publish and LeaveOut.";
    }

    private static IEnumerable<string> FaultsOfSizes(string of, int changes, int packedBytes, int bytes)
    {
        if (changes is < 1 or > SnsLimits.MaxChanges) yield return $"{of}MaxChangesPerMessage is {changes}, outside 1 to {SnsLimits.MaxChanges}.";
        if (bytes is < SnsLimits.SmallestMaxBytes or > SnsLimits.LargestMaxBytes)
            yield return $"{of}MaxMessageBytes is {bytes}, outside {SnsLimits.SmallestMaxBytes} to {SnsLimits.LargestMaxBytes}.";
        else if (packedBytes < SnsLimits.SmallestMaxBytes || (packedBytes > bytes && (changes > 1 || packedBytes > SnsLimits.LargestMaxBytes)))
            yield return $"{of}MaxPackedBytes is {packedBytes}, outside {SnsLimits.SmallestMaxBytes} to MaxMessageBytes ({bytes}).";
    }

    private static string? FaultOfArn(string setting, string? arn) => arn is not null && Topic.IsArn(arn)
        ? null
        : $"{setting} is '{arn}', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.";

    // Configuration can hold null where the type says that there is none.
    public static bool IsType(string? type) =>
        type is { Length: > 0 and <= MaxTypeLength } && !type.Any(char.IsWhiteSpace) && VisibleText.IsAll(type);
}
