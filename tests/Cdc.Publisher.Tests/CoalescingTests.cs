using CsCheck;

namespace Cdc.Publisher.Tests;

/// <summary>Of several changes of a key in one invocation only the newest goes out.</summary>
public sealed class CoalescingTests
{
    private readonly CdcPublisherOptions _options = StreamEvents.Options;

    public CoalescingTests() => _options.CoalesceChanges = true;

    [Fact]
    public async Task Publish_SeveralChangesOfAKey_SendsTheNewest()
    {
        var sns = new FakeSns();

        (await Publish(sns, "a", "b", "a", "a", "c")).Should().Be(Results.Of(3, 0, null) with { Coalesced = 2 });

        sns.Calls.Should().ContainSingle().Which.Select(Messages.Number).Should().Equal(4, 2, 5);
    }

    [Fact]
    public async Task Publish_SameKeyOfTwoTables_SendsBoth()
    {
        var sns = new FakeSns();
        var other = StreamEvents.Record("a", 2).Replace("table/Orders", "table/Others", StringComparison.Ordinal);

        (await new CdcPublisher(_options, sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1), other))).Should().Be(Results.Of(2, 0, null));
    }

    [Fact]
    public async Task Publish_NewestGoesToAnotherTopic_SendsBothInOrder()
    {
        var sns = new FakeSns();
        var rules = new CdcPublishRules { TopicArnFor = record => record.SequenceNumberText is "3" or "4" ? StreamEvents.OtherTopicArn : null };

        var result = await new CdcPublisher(_options, sns).PublishAsync(Event("a", "a", "a", "a", "a"), new CdcPublishContext { Rules = rules });

        result.Should().Be(Results.Of(3, 0, null) with { Coalesced = 2 });
        sns.Entries.Select(Messages.Number).Should().Equal(2, 4, 5);
        sns.TopicArns.Should().Equal(StreamEvents.TopicArn, StreamEvents.OtherTopicArn, StreamEvents.TopicArn);
    }

    [Fact]
    public async Task Publish_NewestIsFiltered_SendsTheNewestOfTheOthers()
    {
        var sns = new FakeSns();
        var rules = new CdcPublishRules { ShouldPublish = record => record.SequenceNumberText != "3" };

        (await new CdcPublisher(_options, sns).PublishAsync(Event("a", "a", "a"), new CdcPublishContext { Rules = rules })).Should().Be(Results.Of(1, 1, null) with { Coalesced = 1 });

        sns.Entries.Select(Messages.Number).Should().Equal(2);
    }

    [Fact]
    public async Task Publish_NewestFails_ReportsTheOldestThatItStandsFor()
    {
        var sns = new FakeSns(entries => [.. entries.Where(entry => Messages.Number(entry) == 4).Select(entry => FakeSns.Failure(entry.Id))]);

        (await Publish(sns, "b", "a", "a", "a", "c")).Should().Be(Results.Of(2, 0, "2"));
    }

    [Fact]
    public async Task Publish_NumbersOutOfOrder_NeverSendsAnOlderInANewersPlace()
    {
        var sns = new FakeSns();

        var result = await new CdcPublisher(_options, sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("a", 2), StreamEvents.Record("a", 1)));

        result.Should().Be(Results.Of(2, 0, null) with { Coalesced = 1 });
        sns.Entries.Select(Messages.Number).Should().Equal(2, 1);
    }

    [Theory]
    [InlineData(CdcPoisonPolicy.Skip)]
    [InlineData(CdcPoisonPolicy.Park)]
    public async Task Publish_NewestIsRejected_SendsTheOneBeforeIt(CdcPoisonPolicy policy)
    {
        _options.PoisonPolicy = policy;
        _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
        var sns = new FakeSns(entries => [.. entries.Where(entry => Messages.Number(entry) == 3 && !Messages.IsParked(entry)).Select(entry => FakeSns.Rejection(entry.Id))]);

        (await Publish(sns, "a", "a", "a")).Should().Be(policy == CdcPoisonPolicy.Skip
            ? Results.Of(1, 0, null) with { Coalesced = 1, Skipped = 1 }
            : Results.Of(1, 0, null) with { Coalesced = 1, Parked = 1 });

        sns.Entries.Select(Messages.Number).Should().Equal(policy == CdcPoisonPolicy.Skip ? [3, 2] : [3, 2, 3]);
    }

    [Theory]
    [InlineData(CdcPoisonPolicy.Skip)]
    [InlineData(CdcPoisonPolicy.Park)]
    public async Task Publish_EachIsRejected_ResolvesEach(CdcPoisonPolicy policy)
    {
        _options.PoisonPolicy = policy;
        _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
        var sns = new FakeSns(entries => [.. entries.Where(entry => !Messages.IsParked(entry)).Select(entry => FakeSns.Rejection(entry.Id))]);

        (await Publish(sns, "a", "a", "a")).Should().Be(policy == CdcPoisonPolicy.Skip
            ? Results.Of(0, 0, null) with { Skipped = 3 }
            : Results.Of(0, 0, null) with { Parked = 3 });

        sns.Entries.Where(Messages.IsParked).Select(Messages.Number).Should().Equal(policy == CdcPoisonPolicy.Skip ? [] : [1, 2, 3]);
    }

    // Else the change before the faulty record would wait with it, and be lost with it when the mapping gives it up.
    [Fact]
    public async Task Publish_NewestIsBehindAnUnsendableRecord_SendsWhatIsBeforeThat()
    {
        var sns = new FakeSns();
        var faulty = StreamEvents.Plain("bad", 4) with { ImageAttributes = new Dictionary<string, SnsMessageAttributeValue> { ["a b"] = SnsMessageAttributeValue.Text("x") } };

        var result = await new CdcPublisher(_options, sns).PublishAsync(
            [StreamEvents.Plain("a", 1), StreamEvents.Plain("a", 2), StreamEvents.Plain("b", 3), faulty, StreamEvents.Plain("a", 5), StreamEvents.Plain("a", 6)]);

        result.Should().Be(Results.Of(2, 0, "4") with { Coalesced = 1 });
        sns.Entries.Select(Messages.Number).Should().Equal(2, 3);
    }

    [Fact]
    public async Task Publish_NewestIsFarBehindARejectedRecord_GoesOutInTheOldestsPlace()
    {
        var sns = new FakeSns(entries => [.. entries.Where(entry => Messages.Number(entry) == 2).Select(entry => FakeSns.Rejection(entry.Id))]);
        string[] keys = ["a", "bad", .. Enumerable.Range(0, 20).Select(number => $"k{number}"), "a"];

        var result = await Publish(sns, keys);

        result.FirstUnpublishedText.Should().Be("2");
        sns.Calls.Should().ContainSingle().Which.Select(Messages.Number).First().Should().Be(23);
    }

    [Fact]
    public Task Redelivery_AnyFailures_NeverGoesBackwards() => Gen.Select(Gen.Int[0, 4].List[1, 40], FlakySns.Scripts).SampleAsync(async (keys, script) =>
    {
        var sns = new FlakySns(script);
        var publisher = new CdcPublisher(_options, sns);
        var start = 0;
        for (var invocation = 0; start < keys.Count; invocation++)
        {
            invocation.Should().BeLessThanOrEqualTo(25, "each invocation uses up a line of the script");
            var number = start;
            var sent = keys.Count - start;
            var result = await publisher.PublishAsync(StreamEvents.Of(keys.Skip(start).Select(key => StreamEvents.Record($"k{key}", ++number))));
            start = result.FirstUnpublishedText is { } first ? int.Parse(first) - 1 : keys.Count;
            if (result.FirstUnpublishedText is null) (result.Published + result.Coalesced + result.AlreadyPublished).Should().Be(sent);
        }

        var delivered = sns.Delivered.GroupBy(Messages.Key).ToDictionary(group => group.Key, group => group.Select(Messages.Number).ToList());
        delivered.Should().HaveCount(keys.Distinct().Count());
        foreach (var (key, numbers) in delivered)
        {
            numbers.Should().BeInAscendingOrder();
            key.Should().EndWith($"\"k{keys[numbers[^1] - 1]}\"}}");
            keys.LastIndexOf(keys[numbers[^1] - 1]).Should().Be(numbers[^1] - 1, "the newest is among them");
        }
    });

    private static byte[] Event(params string[] keys) => StreamEvents.Of(keys.Select((key, index) => StreamEvents.Record(key, index + 1)));

    private Task<CdcPublishResult> Publish(ISnsPublisher sns, params string[] keys) => new CdcPublisher(_options, sns).PublishAsync(Event(keys));
}
