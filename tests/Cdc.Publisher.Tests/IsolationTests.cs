using System.Net;
using Amazon.Runtime;

namespace Cdc.Publisher.Tests;

/// <summary>A call that SNS refuses as a whole because of one of its messages.</summary>
public sealed class IsolationTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly CdcPublisherOptions _options = StreamEvents.Options;

    private static byte[] Twelve => StreamEvents.Of(Enumerable.Range(1, 12).Select(number => StreamEvents.Record($"k{number}", number)));

    [Theory]
    [InlineData(CdcPoisonPolicy.Skip, "InvalidParameter")]
    [InlineData(CdcPoisonPolicy.Park, "InvalidParameter")]
    [InlineData(CdcPoisonPolicy.Park, "InvalidParameterValueException")]
    [InlineData(CdcPoisonPolicy.Skip, "BatchRequestTooLong")]
    [InlineData(CdcPoisonPolicy.Skip, "ValidationError")]
    public async Task Publish_CallRefusedForOneMessage_FindsItAndSendsTheOthersOnce(CdcPoisonPolicy policy, string code)
    {
        _options.PoisonPolicy = policy;
        _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
        var sns = Refusing(entries => entries.Any(IsCulprit) ? FakeSns.Refusal(code, "Invalid parameter: Message Reason: no") : null);

        var result = await Publish(sns);

        result.Should().Be(Results.Of(11, 0, null) with { Parked = policy == CdcPoisonPolicy.Park ? 1 : 0, Skipped = policy == CdcPoisonPolicy.Skip ? 1 : 0 });
        Taken(sns).Where(entry => !Messages.IsParked(entry)).Select(Messages.Number).Should().BeEquivalentTo(Enumerable.Range(1, 12).Where(number => number != 5));
        sns.Calls.Where(call => call.Any(IsCulprit)).Select(call => call.Count).Should().Equal(10, 1);
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1012).Which.Text.Should().Be(
            $"SNS refused a call with 10 records because of one of them ({code}): each is sent by itself.");
    }

    [Fact]
    public async Task Publish_CallRefusedForOneMessageUnderFail_ReportsItAlone()
    {
        var sns = Refusing(entries => entries.Any(IsCulprit) ? FakeSns.Refusal("InvalidParameter", "Invalid parameter: Message Reason: no") : null);

        (await Publish(sns)).Should().Be(Results.Of(4, 0, "5"));

        _logger.Events.Should().ContainSingle(entry => entry.Id == 1006);
    }

    [Fact]
    public async Task Publish_IsolatedEntryFailsInPassing_StaysAlone()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        _options.RetryFor = TimeSpan.FromSeconds(2);
        var throttled = false;
        var sns = Refusing(entries =>
        {
            if (entries.Any(IsCulprit)) return FakeSns.Refusal("InvalidParameter", "Invalid parameter: Message");
            if (throttled || Messages.Number(entries[0]) != 2) return null;
            throttled = true;
            return FakeSns.Refusal("Throttled", "Rate exceeded");
        });

        var result = await new CdcPublisher(_options, sns, _logger, new JumpingTime()).PublishAsync(Twelve);

        result.Should().Be(Results.Of(11, 0, null) with { Skipped = 1 });
        sns.Calls.Where(call => call.Any(entry => Messages.Number(entry) == 2)).Select(call => call.Count).Should().Equal(10, 1, 1);
    }

    [Theory]
    [InlineData("NotFound", "Topic does not exist")]
    [InlineData("AuthorizationError", "not authorized to perform: SNS:Publish on resource")]
    [InlineData("KMSDisabled", "The key is disabled")]
    [InlineData("InvalidParameter", "Invalid parameter: TopicArn")]
    [InlineData("InvalidParameter", "Invalid parameter: topicArn Reason: no Region")]
    [InlineData("InvalidClientTokenId", "The security token included in the request is invalid")]
    public async Task Publish_CallRefusedForWhatIsNoMessagesFault_NeitherIsolatesNorParksNorSkips(string code, string message)
    {
        foreach (var policy in Enum.GetValues<CdcPoisonPolicy>())
        {
            _options.PoisonPolicy = policy;
            _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
            var many = Refusing(_ => FakeSns.Refusal(code, message));
            var single = Refusing(_ => FakeSns.Refusal(code, message));

            (await Publish(many)).Should().Be(Results.Of(0, 0, "1"));
            (await new CdcPublisher(_options, single, _logger).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)))).Should().Be(Results.Of(0, 0, "1"));

            many.Calls.Should().ContainSingle();
            single.Calls.Should().ContainSingle();
        }

        _logger.Events.Should().NotContain(entry => entry.Id == 1009 || entry.Id == 1010 || entry.Id == 1012);
    }

    [Theory]
    [InlineData("NotFound", false)]
    [InlineData("InvalidParameter", true)]
    public async Task Publish_ThroughSnsClient_TellsTheErrorsApart(string code, bool isTakenApart)
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var http = new StubHttp((HttpStatusCode.BadRequest, $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"));
        using var client = http.CreateClient();

        var result = await new CdcPublisher(_options, client).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("b", 2)));

        result.Should().Be(Results.Of(0, 0, "1"));
        http.Requests.Should().HaveCount(isTakenApart ? 3 : 1);
    }

    [Fact]
    public async Task Publish_EachOfACallRefusedAlike_ParksAndSkipsNothing()
    {
        foreach (var policy in new[] { CdcPoisonPolicy.Park, CdcPoisonPolicy.Skip })
        {
            _options.PoisonPolicy = policy;
            _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
            var sns = Refusing(_ => FakeSns.Refusal("InvalidParameter", "Invalid parameter: Message Reason: no"));

            (await Publish(sns)).Should().Be(Results.Of(0, 0, "1"));

            sns.TopicArns.Should().OnlyContain(arn => arn == StreamEvents.TopicArn);
            sns.Calls.Select(call => call.Count).Should().Equal([10, .. Enumerable.Repeat(1, 10)]);
        }

        _logger.Events.Where(entry => entry.Id == 1014).Should().HaveCount(2).And.AllSatisfy(entry => entry.Text.Should().StartWith("SNS refused each of 10 records alike"));
    }

    [Fact]
    public async Task Publish_AllButOneOfACallRefused_SkipsThem()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var sns = Refusing(entries => entries.Any(entry => Messages.Number(entry) is < 8) ? FakeSns.Refusal("InvalidParameter", "Invalid parameter: Message") : null);

        (await Publish(sns)).Should().Be(Results.Of(5, 0, null) with { Skipped = 7 });
    }

    [Fact]
    public async Task Publish_RefusedForDifferentReasons_SkipsBoth()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var sns = Refusing(entries => FakeSns.Refusal(Messages.Number(entries[0]) == 1 ? "InvalidParameter" : "ValidationError", "Invalid parameter: Message"));

        var result = await new CdcPublisher(_options, sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("b", 2)));

        result.Should().Be(Results.Of(0, 0, null) with { Skipped = 2 });
    }

    private static bool IsCulprit(SnsEntry entry) => Messages.Number(entry) == 5 && !Messages.IsParked(entry);

    private static FakeSns Refusing(Func<IReadOnlyList<SnsEntry>, AmazonServiceException?> refuse) => new(entries => refuse(entries) is { } error ? throw error : []);

    private static IEnumerable<SnsEntry> Taken(FakeSns sns) => sns.Calls.Where(call => !call.Any(IsCulprit)).SelectMany(call => call);

    private Task<CdcPublishResult> Publish(ISnsPublisher sns) => new CdcPublisher(_options, sns, _logger).PublishAsync(Twelve);
}
