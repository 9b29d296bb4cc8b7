using Amazon.Runtime;
using Cdc.Publisher;
using Microsoft.Extensions.Options;

namespace Cdc.Lambda.Tests;

/// <summary>What a function takes from its environment.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class EnvironmentTests
{
    private static readonly (string, string?) _region = ("AWS_REGION", "eu-central-1");

    private static readonly (string, string?) _topic = ("Cdc__TopicArn", StreamEvents.TopicArn);

    [Fact]
    public void ReadPublisherOptions_BothSet_ReadsThem()
    {
        using var environment = new ProcessEnvironment(_topic, ("Cdc__EventTypePrefix", "shop.order"));

        LambdaEnvironment.ReadPublisherOptions().Should().BeEquivalentTo(new CdcPublisherOptions { TopicArn = StreamEvents.TopicArn, EventTypePrefix = "shop.order" });
    }

    [Fact]
    public void ReadPublisherOptions_NumbersAndTimes_AreRead()
    {
        using var environment = new ProcessEnvironment(
            _topic, ("Cdc__MaxConcurrentCalls", "3"), ("Cdc__RetryFor", "00:00:05"), ("Cdc__DeadlineMargin", "00:00:00.5"));

        LambdaEnvironment.ReadPublisherOptions().Should().BeEquivalentTo(new CdcPublisherOptions
        {
            TopicArn = StreamEvents.TopicArn,
            MaxConcurrentCalls = 3,
            RetryFor = TimeSpan.FromSeconds(5),
            DeadlineMargin = TimeSpan.FromMilliseconds(500),
        });
    }

    [Fact]
    public void ReadPublisherOptions_NotOfTheirForm_SaysThemAll()
    {
        using var environment = new ProcessEnvironment(_topic, ("Cdc__MaxConcurrentCalls", "many"), ("Cdc__RetryFor", "soon"));

        FluentActions.Invoking(LambdaEnvironment.ReadPublisherOptions).Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().Equal(
            "Cdc__MaxConcurrentCalls is 'many', which is not of the form of 8.",
            "Cdc__RetryFor is 'soon', which is not of the form of 00:00:02.");
    }

    [Fact]
    public void ReadPublisherOptions_EverySetting_IsReadAsConfigurationReadsIt()
    {
        using var environment = new ProcessEnvironment([.. EverySetting.Variables]);

        LambdaEnvironment.ReadPublisherOptions().Should().BeEquivalentTo(EverySetting.Options, all => all.WithStrictOrdering());
    }

    [Fact]
    public void ReadPublisherOptions_WordsThatAreNone_SaysThemAll()
    {
        using var environment = new ProcessEnvironment(
            _topic, ("Cdc__PublishInserts", "yes"), ("Cdc__PoisonPolicy", "1"), ("Cdc__EventTypes__Upsert", "x"), ("Cdc__EventTypes__2", "x"));

        FluentActions.Invoking(LambdaEnvironment.ReadPublisherOptions).Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
            "Cdc__PublishInserts is 'yes', which is not of the form of True.",
            "Cdc__PoisonPolicy is '1', which is not one of Fail, Park, Skip.",
            "Cdc__EventTypes__Upsert is set, and Upsert is not one of Insert, Modify, Remove, Snapshot.",
            "Cdc__EventTypes__2 is set, and 2 is not one of Insert, Modify, Remove, Snapshot.");
    }

    [Fact]
    public void ReadPublisherOptions_NamesThatAreNoSettings_SaysThemAllTogetherWithTheOtherFaults()
    {
        using var environment = new ProcessEnvironment(
            ("Cdc__TopicArns__my__orders", StreamEvents.TopicArn), ("Cdc__TopicArm", StreamEvents.TopicArn), ("Cdc__Colour__0", "red"), ("Cdc__RetryFor", "soon"), ("Cdc__MaxConcurrentCalls", "0"));

        FluentActions.Invoking(LambdaEnvironment.ReadPublisherOptions).Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
            "Cdc__TopicArm is no setting. Is Cdc__TopicArn meant?",
            "Cdc__Colour__0 is no setting.",
            "Cdc__RetryFor is 'soon', which is not of the form of 00:00:02.",
            "TopicArn is not set. Set it in code, or set the environment variable Cdc__TopicArn to the ARN of the SNS topic.",
            "MaxConcurrentCalls is 0, outside 1 to 64.");
    }

    [Fact]
    public void ReadPublisherOptions_OthersSettingsAllowed_PassesThemOver()
    {
        using var environment = new ProcessEnvironment(_topic, ("Cdc__QueueName", "orders"), ("Cdc__ReportUnknownSettings", "false"));

        LambdaEnvironment.ReadPublisherOptions().ReportUnknownSettings.Should().BeFalse();
    }

    [Fact]
    public void ReadPublisherOptions_PrefixEmpty_IsNotSet()
    {
        using var environment = new ProcessEnvironment(_topic, ("Cdc__EventTypePrefix", ""));

        LambdaEnvironment.ReadPublisherOptions().EventTypePrefix.Should().BeNull();
    }

    [Fact]
    public void CreateHandler_NoTopic_SaysWhatToSet()
    {
        using var environment = new ProcessEnvironment(_region);

        FluentActions.Invoking(() => new Handler()).Should().ThrowExactly<OptionsValidationException>().WithMessage("*Cdc__TopicArn*");
    }

    [Fact]
    public void CreateHandler_NoRegion_SaysSo()
    {
        using var environment = new ProcessEnvironment(_topic);

        FluentActions.Invoking(() => new Handler()).Should().ThrowExactly<AmazonClientException>().WithMessage("No SNS client can be made: no Region is configured.*AWS_REGION*");
    }

    [Fact]
    public void CreateHandler_NoRegionAndNoTopic_NamesTheTopicFirst()
    {
        using var environment = new ProcessEnvironment();

        FluentActions.Invoking(() => new Handler()).Should().ThrowExactly<OptionsValidationException>().WithMessage("*Cdc__TopicArn*");
    }

    [Fact]
    public async Task Handle_EverythingFromTheEnvironment_PublishesToTheTopicAtTheServicesOwnUrl()
    {
        await using var sns = await RequestListener.StartAsync(StubHttp.Success);
        using var environment = new ProcessEnvironment(
            _topic, _region, ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), ("AWS_ENDPOINT_URL_SNS", sns.Url), ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"));

        var answer = await new Handler().HandleAsync(new MemoryStream(StreamEvents.Of(StreamEvents.Record("a", 1))));

        new StreamReader(answer).ReadToEnd().Should().Be("""{"batchItemFailures":[]}""");
        var (body, authorization) = sns.Requests.Should().ContainSingle().Which;
        body.Should().Contain($"TopicArn={Uri.EscapeDataString(StreamEvents.TopicArn)}");
        authorization.Should().Contain("/eu-central-1/sns/aws4_request");
    }

    [Fact]
    public async Task Handle_NoLoggerFactory_TellsFailuresOnStandardOutput()
    {
        using var environment = new ProcessEnvironment(_topic);
        using var output = new StringWriter();
        var before = Console.Out;
        Console.SetOut(output);
        try
        {
            await new Handler(new FakeSns(_ => [new SnsFailure("0", "InternalError", "try again", senderFault: false)])).HandleAsync(new MemoryStream(StreamEvents.Of(StreamEvents.Record("a", 1))));
        }
        finally
        {
            Console.SetOut(before);
        }

        output.ToString().Should().Contain("\t\tERROR\tCdc.Publisher.CdcPublisher[1005] SNS did not take event event-1, sequence number 1: InternalError")
            .And.Contain("\t\tWARN\tCdc.Publisher.CdcPublisher[1001] Published 0 and left out 0 of 1 records");
    }

    private sealed class Handler : CdcStreamHandler
    {
        public Handler()
        {
        }

        public Handler(ISnsPublisher sns)
            : base(LambdaEnvironment.ReadPublisherOptions(), sns)
        {
        }
    }
}
