using System.Text.Json.Nodes;

namespace Cdc.Publisher.Tests;

/// <summary>The message that a rejected record becomes, and what happens where that fails too.</summary>
public sealed class ParkingTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly JumpingTime _time = new();
    private readonly CdcPublisherOptions _options = new()
    {
        TopicArn = StreamEvents.TopicArn,
        PoisonPolicy = CdcPoisonPolicy.Park,
        ParkingTopicArn = StreamEvents.ParkingTopicArn,
        MaxConcurrentCalls = 1,
        ImageAttributes = { "color" },
        StaticAttributes = { ["environment"] = "test" },
    };

    private static byte[] One => StreamEvents.Of(StreamEvents.WithImage(StreamEvents.Record("a", 7), """{"color":{"S":"red"}}"""));

    [Fact]
    public async Task Park_Rejected_IsTheEnvelopeAndTheReasonWithoutTheItemsAttributes()
    {
        var sns = Rejecting(entry => new SnsFailure(entry.Id, "InvalidParameter", "line\u0001 of \"quotes\" \uFFFF ä", senderFault: true));

        (await Publish(sns)).Should().Be(Results.Of(0, 0, null) with { Parked = 1 });

        var original = sns.Entries.First();
        var parked = sns.Entries.Last();
        var json = Messages.Json(parked);
        json["failurecode"]!.GetValue<string>().Should().Be("InvalidParameter");
        json["failurereason"]!.GetValue<string>().Should().Be("line\u0001 of \"quotes\" \uFFFF ä");
        json.Remove("failurecode");
        json.Remove("failurereason");
        JsonNode.DeepEquals(json, Messages.Json(original)).Should().BeTrue();
        Messages.Envelope(parked).Should().BeEquivalentTo(Messages.Envelope(original), all => all.Excluding(envelope => envelope.Key));
        Messages.Key(parked).Should().Be(Messages.Key(original));
        original.Attributes.Keys.Should().BeEquivalentTo("type", "operation", "environment", "color");
        parked.Attributes.Keys.Should().BeEquivalentTo("type", "operation", "environment");
        parked.Message.Should().NotContain("red").And.NotContain("\uFFFF");
        parked.GroupId.Should().BeNull();
        parked.DeduplicationId.Should().BeNull();
    }

    [Fact]
    public async Task Park_NoReason_HasAnEmptyOne()
    {
        var sns = Rejecting(entry => new SnsFailure(entry.Id, "InvalidParameter", null, senderFault: true));

        await Publish(sns);

        Messages.Json(sns.Entries.Last())["failurereason"]!.GetValue<string>().Should().BeEmpty();
    }

    [Fact]
    public async Task Park_ReasonOfAPage_IsCut()
    {
        var sns = Rejecting(entry => new SnsFailure(entry.Id, "InvalidParameter", new string('x', 999) + "😀 and more", senderFault: true));

        await Publish(sns);

        Messages.Json(sns.Entries.Last())["failurereason"]!.GetValue<string>().Should().Be(new string('x', 999) + "\uFFFD");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".fifo")]
    public async Task Park_FifoParkingTopic_HasGroupAndDeduplicationId(string suffix)
    {
        _options.TopicArn += suffix;
        _options.ParkingTopicArn += ".fifo";
        var sns = Rejecting(entry => FakeSns.Rejection(entry.Id));

        await Publish(sns);

        sns.TopicArns.Last().Should().Be(StreamEvents.ParkingTopicArn + ".fifo");
        sns.Entries.Last().GroupId.Should().MatchRegex("^[0-9a-f]{64}$");
        sns.Entries.Last().DeduplicationId.Should().Be("event-7-7");
        if (suffix.Length > 0) sns.Entries.Last().GroupId.Should().Be(sns.Entries.First().GroupId);
    }

    [Fact]
    public async Task Park_FifoTopicAndStandardParkingTopic_HasNeither()
    {
        _options.TopicArn += ".fifo";
        var sns = Rejecting(entry => FakeSns.Rejection(entry.Id));

        await Publish(sns);

        sns.Entries.First().GroupId.Should().NotBeNull();
        sns.Entries.Last().GroupId.Should().BeNull();
        sns.Entries.Last().DeduplicationId.Should().BeNull();
    }

    [Fact]
    public async Task Park_ParkingFailsInPassing_IsTriedAgain()
    {
        var tries = 0;
        var sns = Rejecting(entry => FakeSns.Rejection(entry.Id), entry => ++tries < 3 ? FakeSns.Failure(entry.Id) : null);

        (await Publish(sns)).Should().Be(Results.Of(0, 0, null) with { Parked = 1 });

        sns.TopicArns.Should().Equal(StreamEvents.TopicArn, StreamEvents.ParkingTopicArn, StreamEvents.ParkingTopicArn, StreamEvents.ParkingTopicArn);
    }

    [Fact]
    public async Task Park_ParkingIsRejected_ReportsTheRecord()
    {
        var sns = Rejecting(entry => FakeSns.Rejection(entry.Id), entry => FakeSns.Rejection(entry.Id, "ParameterValueInvalid"));

        (await Publish(sns)).Should().Be(Results.Of(0, 0, "7"));

        sns.Calls.Should().HaveCount(2);
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1005).Which.Text.Should().Contain("ParameterValueInvalid");
    }

    [Fact]
    public async Task Park_SentAgainBehindAFailure_IsNotParkedTwice()
    {
        var first = true;
        var sns = new FakeSns(entries => Messages.IsParked(entries[0]) ? [] : [.. entries.Select(entry => entry.Id == "0" && first ? FakeSns.Failure("0") : FakeSns.Rejection(entry.Id))]);
        var publisher = new CdcPublisher(_options, sns, _logger, _time);
        var streamEvent = StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("b", 2));

        (await publisher.PublishAsync(streamEvent)).Should().Be(Results.Of(0, 0, "1") with { Parked = 1 });
        first = false;
        (await publisher.PublishAsync(streamEvent)).Should().Be(Results.Of(0, 0, null) with { Parked = 1, AlreadyPublished = 1 });

        sns.Entries.Where(Messages.IsParked).Select(Messages.Number).Should().Equal(2, 1);
    }

    [Fact]
    public async Task Park_ChangesOfAKeyThatCoalesce_AreAllParked()
    {
        _options.CoalesceChanges = true;
        var sns = new FakeSns();
        var big = new Dictionary<string, SnsMessageAttributeValue> { ["color"] = SnsMessageAttributeValue.Text(new string('x', 262_144)) };

        var result = await new CdcPublisher(_options, sns, _logger, _time).PublishAsync(
            [.. Enumerable.Range(1, 2).Select(number => StreamEvents.Plain("a", number) with { ImageAttributes = big }), StreamEvents.Plain("a", 3)]);

        result.Should().Be(Results.Of(1, 0, null) with { Parked = 2 });
        sns.Entries.Select(Messages.Number).Should().Equal(1, 2, 3);
        _logger.Events.Where(entry => entry.Id == 1009).Should().HaveCount(2);
    }

    private static FakeSns Rejecting(Func<SnsEntry, SnsFailure> reject, Func<SnsEntry, SnsFailure?>? parking = null) => new(entries =>
        [.. entries.Select(entry => Messages.IsParked(entry) ? parking?.Invoke(entry) : reject(entry)).OfType<SnsFailure>()]);

    private Task<CdcPublishResult> Publish(ISnsPublisher sns) => new CdcPublisher(_options, sns, _logger, _time).PublishAsync(One);
}
