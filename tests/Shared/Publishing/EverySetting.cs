using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.Tests.Publishing;

/// <summary>Every setting of the publisher with a value that is not its default, and the variables that say the same.</summary>
public static class EverySetting
{
    public static IReadOnlyList<(string Name, string? Value)> Variables { get; } =
    [
        ("Cdc__TopicArn", StreamEvents.TopicArn),
        ("Cdc__TopicArns__Orders", StreamEvents.TopicArn + "1"),
        ("Cdc__TopicArns__Others", StreamEvents.TopicArn + "2"),
        ("Cdc__EventTypePrefix", "shop.order"),
        ("Cdc__EventTypes__Insert", "OrderPlaced"),
        ("Cdc__EventTypes__remove", "OrderGone"),
        ("Cdc__PublishInserts", "false"),
        ("Cdc__PublishModifications", "False"),
        ("Cdc__PublishRemovals", "false"),
        ("Cdc__PublishExpirations", "false"),
        ("Cdc__CoalesceChanges", "true"),
        .. Enumerable.Range(0, 5).Select(number => ($"Cdc__ImageAttributes__{number}", (string?)$"a{number}")),
        ("Cdc__RenamedAttributes__region", "#region"),
        ("Cdc__TextAttributes__0", "a0"),
        ("Cdc__RuleAttributes__0", "status"),
        ("Cdc__RuleAttributes__1", "pay:state"),
        ("Cdc__MissingImage", "leaveout"),
        ("Cdc__StaticAttributes__environment", "test"),
        ("Cdc__MaxChangesPerMessage", "100"),
        ("Cdc__MaxPackedBytes", "50000"),
        ("Cdc__MaxMessageBytes", "500000"),
        ("Cdc__Tables__Orders__MaxChangesPerMessage", "7"),
        ("Cdc__Tables__Orders__MaxMessageBytes", "60000"),
        ("Cdc__Tables__my__orders__MaxPackedBytes", "40000"),
        ("Cdc__TraceParentAttribute", "trace"),
        ("Cdc__PoisonPolicy", "park"),
        ("Cdc__ParkingTopicArn", StreamEvents.ParkingTopicArn),
        ("Cdc__MaxConcurrentCalls", "3"),
        ("Cdc__RetryFor", "00:00:05"),
        ("Cdc__DeadlineMargin", "00:00:00.5"),
        ("Cdc__TimeBudget", "00:00:40"),
        ("Cdc__ReportUnknownSettings", "false"),
    ];

    public static CdcPublisherOptions Options => new()
    {
        TopicArn = StreamEvents.TopicArn,
        TopicArns = { ["Orders"] = StreamEvents.TopicArn + "1", ["Others"] = StreamEvents.TopicArn + "2" },
        EventTypePrefix = "shop.order",
        EventTypes = { [ChangeOperation.Insert] = "OrderPlaced", [ChangeOperation.Remove] = "OrderGone" },
        PublishInserts = false,
        PublishModifications = false,
        PublishRemovals = false,
        PublishExpirations = false,
        CoalesceChanges = true,
        ImageAttributes = { "a0", "a1", "a2", "a3", "a4" },
        RenamedAttributes = { ["region"] = "#region" },
        TextAttributes = { "a0" },
        RuleAttributes = { "status", "pay:state" },
        MissingImage = CdcMissingImage.LeaveOut,
        StaticAttributes = { ["environment"] = "test" },
        MaxChangesPerMessage = 100,
        MaxPackedBytes = 50_000,
        MaxMessageBytes = 500_000,
        Tables = { ["Orders"] = new CdcTableOptions { MaxChangesPerMessage = 7, MaxMessageBytes = 60_000 }, ["my__orders"] = new CdcTableOptions { MaxPackedBytes = 40_000 } },
        TraceParentAttribute = "trace",
        PoisonPolicy = CdcPoisonPolicy.Park,
        ParkingTopicArn = StreamEvents.ParkingTopicArn,
        MaxConcurrentCalls = 3,
        RetryFor = TimeSpan.FromSeconds(5),
        DeadlineMargin = TimeSpan.FromMilliseconds(500),
        TimeBudget = TimeSpan.FromSeconds(40),
        ReportUnknownSettings = false,
    };
}
