using Cdc.Core;
using Microsoft.Extensions.Options;

namespace Cdc.Publisher.Tests;

public sealed class CdcPublisherOptionsTests
{
    [Theory]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders.fifo")]
    [InlineData("arn:aws-cn:sns:cn-north-1:123456789012:orders")]
    [InlineData("arn:aws-us-gov:sns:us-gov-west-1:123456789012:orders")]
    public void Create_TopicArn_IsTaken(string arn) => Faults(new() { TopicArn = arn }).Should().BeEmpty();

    [Theory]
    [InlineData("orders")]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:orders")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:")]
    [InlineData("arn:aws:sns::123456789012:orders")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders:0f1e2d3c")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders ")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders\n")]
    public void Create_NoTopicArn_SaysWhatItFound(string arn) => Faults(new() { TopicArn = arn }).Should().Equal(
        $"TopicArn is '{arn}', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void Create_TopicArnMissing_SaysHowToSetIt(string? arn) => Faults(new() { TopicArn = arn! }).Should().Equal(
        "TopicArn is not set. Set it in code, or set the environment variable Cdc__TopicArn to the ARN of the SNS topic.");

    [Theory]
    [InlineData("o")]
    [InlineData("com.example.Order")]
    public void Create_EventTypePrefix_IsTaken(string prefix) => Faults(new() { TopicArn = StreamEvents.TopicArn, EventTypePrefix = prefix }).Should().BeEmpty();

    [Fact]
    public void Create_EventTypePrefixOf200_IsTakenAndOf201IsNot()
    {
        Faults(new() { TopicArn = StreamEvents.TopicArn, EventTypePrefix = new string('x', 200) }).Should().BeEmpty();
        Faults(new() { TopicArn = StreamEvents.TopicArn, EventTypePrefix = new string('x', 201) }).Should().ContainSingle().Which.Should().Contain(new string('x', 201));
    }

    [Theory]
    [InlineData("")]
    [InlineData("my order")]
    [InlineData("my\u0001order")]
    [InlineData("my\u202Eorder")]
    [InlineData("my\u200Forder")]
    [InlineData("my\uFFFForder")]
    public void Create_SeveralFaults_SaysThemAll(string prefix) => Faults(new() { TopicArn = "orders", EventTypePrefix = prefix }).Should().Equal(
        "TopicArn is 'orders', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.",
        $"EventTypePrefix is '{prefix}'. It must have 1 to 200 characters, none of them white space or not to be seen.");

    [Fact]
    public void Create_NumbersOutOfRange_SaysThemAll() => Faults(new()
    {
        TopicArn = StreamEvents.TopicArn,
        MaxConcurrentCalls = 65,
        RetryFor = TimeSpan.FromMinutes(16),
        DeadlineMargin = TimeSpan.Zero,
        TimeBudget = TimeSpan.FromMilliseconds(999),
    }).Should().Equal(
        "MaxConcurrentCalls is 65, outside 1 to 64.",
        "TimeBudget is 00:00:00.9990000, outside 00:00:01 to 00:15:00.",
        "RetryFor is 00:16:00, outside 00:00:00 to 00:15:00.",
        "DeadlineMargin is 00:00:00, outside 00:00:00.1000000 to 00:01:00.");

    [Fact]
    public void Create_NumbersAtTheirLimits_AreTaken()
    {
        Faults(new() { TopicArn = StreamEvents.TopicArn, MaxConcurrentCalls = 1, RetryFor = TimeSpan.Zero, DeadlineMargin = TimeSpan.FromSeconds(0.1) }).Should().BeEmpty();
        Faults(new() { TopicArn = StreamEvents.TopicArn, MaxConcurrentCalls = 64, RetryFor = TimeSpan.FromMinutes(15), DeadlineMargin = TimeSpan.FromMinutes(1) }).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 60)]
    public void Create_TimeBudgetThatTheMarginUsesUp_SaysSo(int budget, int margin) => Faults(new()
    {
        TopicArn = StreamEvents.TopicArn,
        TimeBudget = TimeSpan.FromSeconds(budget),
        DeadlineMargin = TimeSpan.FromSeconds(margin),
    }).Should().Equal($"TimeBudget is {TimeSpan.FromSeconds(budget)}, not more than DeadlineMargin ({TimeSpan.FromSeconds(margin)}): nothing could be published.");

    [Fact]
    public void Create_ParkingTopicThatChangesGoTo_SaysSo()
    {
        var fault = $"ParkingTopicArn is '{StreamEvents.ParkingTopicArn}', which is a topic that changes go to as well.";

        Faults(new() { TopicArn = StreamEvents.ParkingTopicArn, ParkingTopicArn = StreamEvents.ParkingTopicArn }).Should().Equal(fault);
        Faults(new() { TopicArn = StreamEvents.TopicArn, TopicArns = { ["Orders"] = StreamEvents.ParkingTopicArn }, ParkingTopicArn = StreamEvents.ParkingTopicArn })
            .Should().Equal(fault);
    }

    [Fact]
    public void Create_ArnsOfOtherSettings_AreChecked() => Faults(new()
    {
        TopicArn = StreamEvents.TopicArn,
        TopicArns = { ["Orders"] = "orders", ["Others"] = StreamEvents.TopicArn, ["Nulls"] = null! },
        ParkingTopicArn = "parking",
    }).Should().Equal(
        "TopicArns['Orders'] is 'orders', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.",
        "TopicArns['Nulls'] is '', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.",
        "ParkingTopicArn is 'parking', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Create_ParkWithoutATopic_SaysSo(string? arn) => Faults(new() { TopicArn = StreamEvents.TopicArn, PoisonPolicy = CdcPoisonPolicy.Park, ParkingTopicArn = arn })
        .Should().Equal("PoisonPolicy is Park, and ParkingTopicArn is not set.");

    [Fact]
    public void Create_PolicyThatIsNone_SaysSo() =>
        Faults(new() { TopicArn = StreamEvents.TopicArn, PoisonPolicy = (CdcPoisonPolicy)3 }).Should().Equal("PoisonPolicy is 3, not one of Fail, Park and Skip.");

    [Fact]
    public void Create_EventTypes_AreChecked() => Faults(new()
    {
        TopicArn = StreamEvents.TopicArn,
        EventTypes = { [ChangeOperation.Insert] = "my order", [ChangeOperation.Modify] = null!, [ChangeOperation.Remove] = "OrderGone", [ChangeOperation.Snapshot] = "s" },
    }).Should().Equal(
        "EventTypes[Insert] is 'my order'. It must have 1 to 200 characters, none of them white space or not to be seen.",
        "EventTypes[Modify] is ''. It must have 1 to 200 characters, none of them white space or not to be seen.",
        "EventTypes names Snapshot, which is not one of Insert, Modify and Remove.");

    [Theory]
    [InlineData("type", "is one that messages have already")]
    [InlineData("operation", "is one that messages have already")]
    [InlineData("", "does not have 1 to 256 characters")]
    [InlineData("a b", "has other characters than letters, digits, underscores, hyphens and periods")]
    [InlineData("preis€", "has other characters than letters, digits, underscores, hyphens and periods")]
    [InlineData("a.", "begins or ends with a period, or has two in a row")]
    [InlineData("AWS.a", "begins with AWS. or Amazon.")]
    [InlineData("amazon.a", "begins with AWS. or Amazon.")]
    public void Create_AttributesName_IsChecked(string name, string problem)
    {
        Faults(new() { TopicArn = StreamEvents.TopicArn, ImageAttributes = { name } }).Should().Equal($"ImageAttributes names '{name}', which {problem}.");
        Faults(new() { TopicArn = StreamEvents.TopicArn, StaticAttributes = { [name] = "x" } }).Should().Equal($"StaticAttributes names '{name}', which {problem}.");
    }

    [Fact]
    public void Create_AttributesTwiceOrWithoutANameOrValue_SaysThemAll() => Faults(new()
    {
        TopicArn = StreamEvents.TopicArn,
        ImageAttributes = { "color", "color", "size", null! },
        StaticAttributes = { ["size"] = "", ["null"] = null!, ["control"] = "a\u0001" },
        TraceParentAttribute = "",
    }).Should().Equal(
        "ImageAttributes names '', which does not have 1 to 256 characters.",
        "ImageAttributes, RenamedAttributes and StaticAttributes name 'color' 2 times.",
        "ImageAttributes, RenamedAttributes and StaticAttributes name 'size' 2 times.",
        "StaticAttributes['size'] is ''; SNS takes no value that is empty or has control characters.",
        "StaticAttributes['null'] is ''; SNS takes no value that is empty or has control characters.",
        "StaticAttributes['control'] is 'a\u0001'; SNS takes no value that is empty or has control characters.",
        "TraceParentAttribute is ''. It must be an attribute's name, or null.");

    [Fact]
    public void Create_EightAttributes_AreTakenAndNineAreNot()
    {
        var options = new CdcPublisherOptions { TopicArn = StreamEvents.TopicArn, StaticAttributes = { ["environment"] = "test" } };
        for (var number = 1; number <= 7; number++) options.ImageAttributes.Add($"a{number}");
        Faults(options).Should().BeEmpty();

        options.StaticAttributes["region"] = "x";

        Faults(options).Should().Equal("ImageAttributes, RenamedAttributes and StaticAttributes are 9 together, more than 8: raw delivery drops a message with more than 10 attributes.");
    }

    private static IEnumerable<string> Faults(CdcPublisherOptions options)
    {
        try
        {
            _ = new CdcPublisher(options, new FakeSns());
            return [];
        }
        catch (OptionsValidationException error)
        {
            return error.Failures;
        }
    }
}
