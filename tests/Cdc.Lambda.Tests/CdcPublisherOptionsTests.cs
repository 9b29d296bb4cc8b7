using Microsoft.Extensions.Options;

namespace Cdc.Lambda.Tests;

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
    public void Create_SeveralFaults_SaysThemAll(string prefix) => Faults(new() { TopicArn = "orders", EventTypePrefix = prefix }).Should().Equal(
        "TopicArn is 'orders', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.",
        $"EventTypePrefix is '{prefix}'. It must have 1 to 200 characters and no white space.");

    [Fact]
    public void Create_NumbersOutOfRange_SaysThemAll() => Faults(new()
    {
        TopicArn = StreamEvents.TopicArn,
        MaxConcurrentCalls = 65,
        RetryFor = TimeSpan.FromMinutes(16),
        DeadlineMargin = TimeSpan.Zero,
    }).Should().Equal(
        "MaxConcurrentCalls is 65, outside 1 to 64.",
        "RetryFor is 00:16:00, outside 00:00:00 to 00:15:00.",
        "DeadlineMargin is 00:00:00, outside 00:00:00.1000000 to 00:01:00.");

    [Fact]
    public void Create_NumbersAtTheirLimits_AreTaken()
    {
        Faults(new() { TopicArn = StreamEvents.TopicArn, MaxConcurrentCalls = 1, RetryFor = TimeSpan.Zero, DeadlineMargin = TimeSpan.FromSeconds(0.1) }).Should().BeEmpty();
        Faults(new() { TopicArn = StreamEvents.TopicArn, MaxConcurrentCalls = 64, RetryFor = TimeSpan.FromMinutes(15), DeadlineMargin = TimeSpan.FromMinutes(1) }).Should().BeEmpty();
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
