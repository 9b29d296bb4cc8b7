
namespace Cdc.Publisher.Tests;

/// <summary>What becomes of a record that SNS rejects as the sender's fault, and of what comes after it.</summary>
public sealed class PoisonTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly CdcPublisherOptions _options = StreamEvents.Options;

    // The second is rejected, the fourth is a later change of its key.
    private static byte[] Four => StreamEvents.Of(
        StreamEvents.Record("a", 1), StreamEvents.Record("bad", 2), StreamEvents.Record("c", 3), StreamEvents.Record("bad", 4));

    [Fact]
    public async Task Publish_RejectedUnderFail_ReportsItAndHoldsItsKey()
    {
        var sns = Rejecting(2);

        (await Publish(sns)).Should().Be(Results.Of(2, 0, "2"));

        sns.Entries.Select(Messages.Number).Should().Equal(1, 2, 3);
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1005).Which.Text.Should().Be(
            "SNS did not take event event-2, sequence number 2: InvalidParameter not taken (sender's fault: True).");
    }

    [Fact]
    public async Task Publish_RejectedUnderSkip_LeavesItOutAndGoesOnWithItsKey()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var sns = Rejecting(2);

        (await Publish(sns)).Should().Be(Results.Of(3, 0, null) with { Skipped = 1 });

        sns.Entries.Select(Messages.Number).Should().Equal(1, 2, 3, 4);
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1010).Which.Text.Should().Be(
            "Event event-2, sequence number 2, is left out for good: InvalidParameter not taken");
        _logger.Events.Should().NotContain(entry => entry.Id == 1005);
    }

    [Fact]
    public async Task Publish_RejectedUnderPark_ParksItBeforeTheNextOfItsKey()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Park;
        _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
        var sns = Rejecting(2);

        (await Publish(sns)).Should().Be(Results.Of(3, 0, null) with { Parked = 1 });

        sns.TopicArns.Should().Equal(StreamEvents.TopicArn, StreamEvents.ParkingTopicArn, StreamEvents.TopicArn);
        sns.Entries.Select(Messages.Number).Should().Equal(1, 2, 3, 2, 4);
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1009).Which.Text.Should().Be(
            $"Event event-2, sequence number 2, goes to {StreamEvents.ParkingTopicArn}: InvalidParameter not taken");
    }

    [Theory]
    [InlineData("NotFound")]
    [InlineData("NotFoundException")]
    [InlineData("AuthorizationError")]
    [InlineData("AuthorizationErrorException")]
    [InlineData("KMSDisabled")]
    [InlineData("KMSAccessDenied")]
    [InlineData("InvalidSecurity")]
    [InlineData("NotAuthorized")]
    [InlineData("RequestExpired")]
    [InlineData("InvalidAction")]
    [InlineData("EndpointDisabled")]
    [InlineData("PlatformApplicationDisabled")]
    [InlineData("ACodeThatNobodyKnowsYet")]
    public async Task Publish_RejectedForWhatIsNotTheRecordsFault_IsNeitherParkedNorSkipped(string code)
    {
        foreach (var policy in new[] { CdcPoisonPolicy.Park, CdcPoisonPolicy.Skip })
        {
            _options.PoisonPolicy = policy;
            _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;

            (await Publish(new FakeSns(_ => [FakeSns.Rejection("1", code)]))).Should().Be(Results.Of(2, 0, "2"));
            (await Publish(new FakeSns(_ => throw FakeSns.Refusal(code))))
                .Should().Be(Results.Of(0, 0, "1"));
        }
    }

    [Fact]
    public async Task Publish_EntryRejectedForItsTopicsArn_IsNeitherParkedNorSkipped()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var sns = new FakeSns(_ => [new SnsFailure("1", "InvalidParameter", "Invalid parameter: TopicArn", senderFault: true)]);

        (await Publish(sns)).Should().Be(Results.Of(2, 0, "2"));
    }

    [Theory]
    [InlineData("RequestLimitExceeded")]
    [InlineData("SlowDown")]
    [InlineData("KMSThrottling")]
    [InlineData("Throttled")]
    public async Task Publish_RejectedForHaste_IsTriedAgain(string code)
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        _options.RetryFor = TimeSpan.FromSeconds(2);
        var (entry, call) = (false, false);
        var sns = new FakeSns(entries =>
        {
            if (!call)
            {
                call = true;
                throw FakeSns.Refusal(code);
            }

            if (entry) return [];
            entry = true;
            return [FakeSns.Rejection(entries[0].Id, code)];
        });

        (await new CdcPublisher(_options, sns, _logger, new JumpingTime()).PublishAsync(Four)).Should().Be(Results.Of(4, 0, null));
    }

    // Which of the ten it was nobody knows, so none of them may be given up for it.
    [Theory]
    [InlineData("")]
    [InlineData("99")]
    [InlineData("01")]
    public async Task Publish_RejectionNamesNoEntry_LeavesNothingOut(string id)
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;

        (await Publish(new FakeSns(_ => [FakeSns.Rejection(id)]))).Should().Be(Results.Of(0, 0, "1"));
    }

    [Fact]
    public async Task Publish_PublisherAnswersAFailureWithoutACode_CountsTheWholeCallAsFailed()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;

        (await Publish(new FakeSns(_ => [new SnsFailure("0", null!, null, senderFault: true)]))).Should().Be(Results.Of(0, 0, "1"));
        (await Publish(new FakeSns(_ => [null!]))).Should().Be(Results.Of(0, 0, "1"));
    }

    // "Left out for good": taken the second time, it would follow a later change of its key.
    [Fact]
    public async Task Publish_SkippedBehindAFailureAndSentAgain_StaysLeftOut()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var first = true;
        var sns = new FakeSns(entries => first ? [.. entries.Where(entry => entry.Id == "0").Select(entry => FakeSns.Failure(entry.Id)), .. Reject(entries, 2)] : []);
        var publisher = new CdcPublisher(_options, sns, _logger);

        (await publisher.PublishAsync(Four)).Should().Be(Results.Of(1, 0, "1") with { Skipped = 1 });
        first = false;
        (await publisher.PublishAsync(Four)).Should().Be(Results.Of(2, 0, null) with { AlreadyPublished = 2 });

        sns.Entries.Select(Messages.Number).Should().Equal(1, 2, 3, 1, 4);
    }

    private static IEnumerable<SnsFailure> Reject(IReadOnlyList<SnsEntry> entries, int number) =>
        entries.Where(entry => Messages.Number(entry) == number && !Messages.IsParked(entry)).Select(entry => FakeSns.Rejection(entry.Id));

    private static FakeSns Rejecting(int number) => new(entries => [.. Reject(entries, number)]);

    private Task<CdcPublishResult> Publish(ISnsPublisher sns) => new CdcPublisher(_options, sns, _logger).PublishAsync(Four);
}
