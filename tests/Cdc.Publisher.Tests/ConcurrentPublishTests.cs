using CsCheck;

namespace Cdc.Publisher.Tests;

/// <summary>Several calls under way at once, ending in any order.</summary>
public sealed class ConcurrentPublishTests
{
    private static readonly CdcPublisherOptions _options = new() { TopicArn = StreamEvents.TopicArn, MaxConcurrentCalls = 3, RetryFor = TimeSpan.Zero };

    [Fact]
    public async Task Publish_ManyKeys_HasAsManyCallsUnderWayAsAllowed()
    {
        var sns = new GatedSns();
        var publishing = new CdcPublisher(_options, sns).PublishAsync(StreamEvents.OfKeys([.. Enumerable.Range(0, 50)]));

        var first = new List<GatedCall> { await sns.Calls.ReadAsync(), await sns.Calls.ReadAsync(), await sns.Calls.ReadAsync() };
        sns.Calls.TryRead(out _).Should().BeFalse("three are allowed");
        first[2].Succeed();
        var fourth = await sns.Calls.ReadAsync();
        first[0].Succeed();
        var fifth = await sns.Calls.ReadAsync();
        first[1].Succeed();
        fourth.Succeed();
        fifth.Succeed();

        (await publishing).Should().Be(Results.Of(50, 0, null));
    }

    [Fact]
    public Task Publish_AnyFailuresAndOrderOfAnswers_KeepsKeysApartAndLosesNothing() =>
        Gen.Select(Gen.Int[0, 12].List[1, 60], Gen.Int[0, 99].List[100]).SampleAsync(async (keys, choices) =>
        {
            var sns = new GatedSns();
            var accepted = new List<SnsEntry>();
            var step = 0;
            var failedKeys = new HashSet<string>();
            var publishing = new CdcPublisher(_options, sns).PublishAsync(StreamEvents.OfKeys(keys));

            await sns.EndCallsAsync(publishing, underWay =>
            {
                underWay.Count.Should().BeLessThanOrEqualTo(3);
                underWay.SelectMany(call => call.Entries).Select(Messages.Key).Should().OnlyHaveUniqueItems()
                    .And.NotIntersectWith(failedKeys);

                var choice = choices[step++ % choices.Count];
                var ending = underWay[choice % underWay.Count];
                var failed = choice < 85 ? [] : ending.Entries.Where((_, index) => index % 3 == choice % 3).ToList();
                failedKeys.UnionWith(failed.Select(Messages.Key));
                accepted.AddRange(ending.Entries.Except(failed));
                ending.Answer.SetResult([.. failed.Select(entry => new SnsFailure(entry.Id, "InvalidParameter", null, senderFault: true))]);
                return ending;
            });

            var result = await publishing;
            result.Published.Should().Be(accepted.Count);
            foreach (var key in accepted.GroupBy(Messages.Key)) key.Select(Messages.Sequence).Should().BeInAscendingOrder();
            var missing = Enumerable.Range(StreamEvents.FirstNumber, keys.Count).Except(accepted.Select(Messages.Number)).ToList();
            if (missing.Count == 0) result.FirstUnpublishedText.Should().BeNull();
            else result.FirstUnpublishedText.Should().Be($"{missing.Min()}");
        });

    [Fact]
    public async Task Publish_RecordsSentAgain_AreNotPublishedASecondTime()
    {
        var refused = true;
        var sns = new FakeSns(entries => refused
            ? [.. entries.Where(entry => Messages.Number(entry) == StreamEvents.FirstNumber + 1).Select(entry => new SnsFailure(entry.Id, "InvalidParameter", null, senderFault: true))]
            : []);
        var publisher = new CdcPublisher(_options, sns);

        var first = await publisher.PublishAsync(StreamEvents.OfKeys([0, 1, 2, 3, 1]));
        refused = false;
        var second = await publisher.PublishAsync(StreamEvents.OfKeys([0, 1, 2, 3, 1], start: 1));

        first.Should().Be(Results.Of(3, 0, $"{StreamEvents.FirstNumber + 1}"));
        second.Should().Be(Results.Of(2, 0, null) with { AlreadyPublished = 2 });
        sns.Entries.GroupBy(Messages.Number).Where(change => change.Count() > 1).Select(change => change.Key)
            .Should().Equal([StreamEvents.FirstNumber + 1], "only what was refused went out again");
    }

    [Fact]
    public async Task Publish_SeveralInvocationsAtOnce_DoNotDisturbEachOther()
    {
        var sns = new GatedSns();
        var publisher = new CdcPublisher(_options, sns);
        var one = publisher.PublishAsync(StreamEvents.OfKeys([0, 1]));
        var other = publisher.PublishAsync(StreamEvents.OfKeys([2, 3, 4]));

        (await sns.Calls.ReadAsync()).Succeed();
        (await sns.Calls.ReadAsync()).Succeed();

        (await one).Should().Be(Results.Of(2, 0, null));
        (await other).Should().Be(Results.Of(3, 0, null));
    }
}
