using Cdc.Core;

namespace Cdc.Publisher.Tests;

/// <summary>Which records go out, to which topic, and as what.</summary>
public sealed class ChoosingTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly CdcPublisherOptions _options = StreamEvents.Options;

    private static string Expiration => StreamEvents.Expired(StreamEvents.Record("a", 4, "REMOVE"));

    private static byte[] EachKind => StreamEvents.Of(
        StreamEvents.Record("a", 1, "INSERT"), StreamEvents.Record("a", 2), StreamEvents.Record("a", 3, "REMOVE"), Expiration);

    [Theory]
    [InlineData(false, true, true, true, 2, 3, 4)]
    [InlineData(true, false, true, true, 1, 3, 4)]
    [InlineData(true, true, false, true, 1, 2, 4)]
    [InlineData(true, true, true, false, 1, 2, 3)]
    public async Task Publish_OneKindLeftOut_PublishesTheOthers(bool inserts, bool modifications, bool removals, bool expirations, params int[] published)
    {
        (_options.PublishInserts, _options.PublishModifications) = (inserts, modifications);
        (_options.PublishRemovals, _options.PublishExpirations) = (removals, expirations);
        var sns = new FakeSns();
        var asked = 0;

        var result = await Publish(sns, EachKind, new CdcPublishRules { ShouldPublish = _ => ++asked > 0 });

        result.Should().Be(Results.Of(3, 1, null));
        sns.Entries.Select(Messages.Number).Should().Equal(published);
        asked.Should().Be(3, "rules are asked after the settings");
    }

    [Fact]
    public async Task Publish_TopicsOfTables_GoesToThem()
    {
        _options.TopicArns["Orders"] = StreamEvents.OtherTopicArn;
        var elsewhere = StreamEvents.Record("a", 2).Replace("table/Orders", "table/orders", StringComparison.Ordinal);
        var sns = new FakeSns();

        await Publish(sns, StreamEvents.Of(StreamEvents.Record("a", 1), elsewhere, StreamEvents.Record("b", 3)));

        sns.TopicArns.Should().Equal(StreamEvents.OtherTopicArn, StreamEvents.TopicArn);
        sns.Calls.Select(call => string.Join(' ', call.Select(Messages.Number))).Should().Equal("1 3", "2");
    }

    [Fact]
    public async Task Publish_RuleNamesTopics_GoesToThemElseToTheSettings()
    {
        _options.TopicArns["Orders"] = StreamEvents.OtherTopicArn;
        var sns = new FakeSns();

        var result = await Publish(sns, EachKind, new CdcPublishRules { TopicArnFor = record => record.Operation == ChangeOperation.Modify ? StreamEvents.OtherTopicArn + ".fifo" : null });

        result.Should().Be(Results.Of(4, 0, null));
        sns.TopicArns.Should().Equal(StreamEvents.OtherTopicArn, StreamEvents.OtherTopicArn + ".fifo", StreamEvents.OtherTopicArn, StreamEvents.OtherTopicArn);
        sns.Entries.Single(entry => entry.GroupId is not null).DeduplicationId.Should().Be("event-2-2");
    }

    [Theory]
    [InlineData("")]
    [InlineData("orders")]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:orders")]
    public async Task Publish_RuleNamesNoTopic_ReportsTheRecord(string arn)
    {
        var sns = new FakeSns();

        var result = await Publish(sns, EachKind, new CdcPublishRules { TopicArnFor = record => record.SequenceNumberText == "2" ? arn : null });

        result.Should().Be(Results.Of(1, 0, "2"));
        var logged = _logger.Events.Should().ContainSingle(entry => entry.Id == 1003).Which;
        logged.Text.Should().StartWith("TopicArnFor failed on event event-2, sequence number 2.");
        logged.Exception.Should().BeOfType<FormatException>();
    }

    [Fact]
    public async Task Publish_ChangesOfAKeyToSeveralTopics_GoOutOneAfterTheOther()
    {
        var sns = new GatedSns();
        _options.MaxConcurrentCalls = 8;
        var rules = new CdcPublishRules { TopicArnFor = record => record.SequenceNumberText == "2" ? StreamEvents.OtherTopicArn : null };
        var publishing = new CdcPublisher(_options, sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("a", 2), StreamEvents.Record("a", 3)), new CdcPublishContext { Rules = rules });

        for (var number = 1; number <= 3; number++)
        {
            var call = await sns.Calls.ReadAsync();
            sns.Calls.TryRead(out _).Should().BeFalse("an earlier change of the key is under way");
            call.TopicArn.Should().Be(number == 2 ? StreamEvents.OtherTopicArn : StreamEvents.TopicArn);
            Messages.Number(call.Entries.Single()).Should().Be(number);
            call.Succeed();
        }

        (await publishing).Should().Be(Results.Of(3, 0, null));
    }

    [Fact]
    public async Task Publish_SeveralTopics_HaveCallsUnderWayAtOnce()
    {
        var sns = new GatedSns();
        _options.MaxConcurrentCalls = 2;
        var rules = new CdcPublishRules { TopicArnFor = record => record.SequenceNumberText == "2" ? StreamEvents.OtherTopicArn : null };
        var publishing = new CdcPublisher(_options, sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("b", 2)), new CdcPublishContext { Rules = rules });

        GatedCall[] calls = [await sns.Calls.ReadAsync(), await sns.Calls.ReadAsync()];
        foreach (var call in calls) call.Succeed();

        calls.Select(call => call.TopicArn).Should().BeEquivalentTo(StreamEvents.TopicArn, StreamEvents.OtherTopicArn);
        (await publishing).Should().Be(Results.Of(2, 0, null));
    }

    [Fact]
    public async Task Publish_EventTypes_StandBeforeThePrefix()
    {
        _options.EventTypePrefix = "shop.order";
        _options.EventTypes[ChangeOperation.Insert] = "OrderPlaced";
        _options.EventTypes[ChangeOperation.Remove] = "OrderGone";
        var sns = new FakeSns();

        await Publish(sns, EachKind);

        sns.Entries.Select(entry => entry.Attributes["type"].Value).Should().Equal("OrderPlaced", "shop.order.modify", "OrderGone", "OrderGone");
        sns.Entries.Select(entry => Messages.Envelope(entry).Type).Should().Equal("OrderPlaced", "shop.order.modify", "OrderGone", "OrderGone");
        sns.Entries.Select(entry => entry.Attributes["operation"].Value).Should().Equal("insert", "modify", "remove", "remove");
    }

    [Fact]
    public async Task Publish_StaticAttributes_AreInEveryMessage()
    {
        _options.StaticAttributes["environment"] = "täst & more";
        var sns = new FakeSns();

        await Publish(sns, EachKind);

        sns.Entries.Should().HaveCount(4).And.OnlyContain(entry => entry.Attributes["environment"] == SnsMessageAttributeValue.Text("täst & more"));
    }

    private Task<CdcPublishResult> Publish(FakeSns sns, byte[] streamEvent, CdcPublishRules? rules = null) =>
        new CdcPublisher(_options, sns, _logger).PublishAsync(streamEvent, new CdcPublishContext { Rules = rules });
}
