using System.Text;
using Cdc.Core;
using CsCheck;

namespace Cdc.Lambda.Tests;

/// <summary>Several calls under way at once, ending in any order.</summary>
public sealed class ConcurrentPublishTests
{
    private const int FirstNumber = 95;

    private static readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString("id"));
    private static readonly CdcPublisherOptions _options = new() { TopicArn = StreamEvents.TopicArn, MaxConcurrentCalls = 3, RetryFor = TimeSpan.Zero };

    [Fact]
    public async Task Publish_ManyKeys_HasAsManyCallsUnderWayAsAllowed()
    {
        var sns = new GatedSns();
        var publishing = new CdcPublisher(_options, sns).PublishAsync(Event([.. Enumerable.Range(0, 50)]));

        var first = new List<GatedCall> { await sns.Calls.ReadAsync(), await sns.Calls.ReadAsync(), await sns.Calls.ReadAsync() };
        sns.Calls.TryRead(out _).Should().BeFalse("three are allowed");
        first[2].Succeed();
        var fourth = await sns.Calls.ReadAsync();
        first[0].Succeed();
        var fifth = await sns.Calls.ReadAsync();
        first[1].Succeed();
        fourth.Succeed();
        fifth.Succeed();

        (await publishing).Should().Be(new CdcPublishResult(50, 0, null));
    }

    [Fact]
    public Task Publish_AnyFailuresAndOrderOfAnswers_KeepsKeysApartAndLosesNothing() =>
        Gen.Select(Gen.Int[0, 12].List[1, 60], Gen.Int[0, 99].List[100]).SampleAsync(async (keys, choices) =>
        {
            var sns = new GatedSns();
            var underWay = new List<GatedCall>();
            var accepted = new List<(string Key, SequenceNumber Sequence)>();
            var failedKeys = new HashSet<string>();
            var publishing = new CdcPublisher(_options, sns).PublishAsync(Event(keys));

            for (var step = 0; !publishing.IsCompleted; step++)
            {
                if (underWay.Count == 0) await Task.WhenAny(sns.Calls.WaitToReadAsync().AsTask(), publishing);
                while (sns.Calls.TryRead(out var started)) underWay.Add(started);
                if (underWay.Count == 0) continue;
                underWay.Count.Should().BeLessThanOrEqualTo(3);
                underWay.SelectMany(call => call.Entries).Select(entry => Read(entry).Key).Should().OnlyHaveUniqueItems()
                    .And.NotIntersectWith(failedKeys);

                var choice = choices[step % choices.Count];
                var ending = underWay[choice % underWay.Count];
                underWay.Remove(ending);
                var failed = choice < 85 ? [] : ending.Entries.Where((_, index) => index % 3 == choice % 3).ToList();
                failedKeys.UnionWith(failed.Select(entry => Read(entry).Key));
                accepted.AddRange(ending.Entries.Except(failed).Select(Read));
                ending.Answer.SetResult([.. failed.Select(entry => new SnsFailure(entry.Id, "InvalidParameter", null, SenderFault: true))]);
            }

            var result = await publishing;
            result.Published.Should().Be(accepted.Count);
            foreach (var key in accepted.GroupBy(change => change.Key)) key.Select(change => change.Sequence).Should().BeInAscendingOrder();
            var all = Enumerable.Range(0, keys.Count).Select(index => SequenceNumber.Parse($"{FirstNumber + index}"));
            var missing = all.Except(accepted.Select(change => change.Sequence)).ToList();
            if (missing.Count == 0) result.FirstUnpublished.Should().BeNull();
            else SequenceNumber.Parse(result.FirstUnpublished!).Should().Be(missing.Min());
        });

    [Fact]
    public async Task Publish_RecordsSentAgain_AreNotPublishedASecondTime()
    {
        var refused = true;
        var sns = new FakeSns(entries => refused
            ? [.. entries.Where(entry => Read(entry).Key == "k1").Select(entry => new SnsFailure(entry.Id, "InvalidParameter", null, SenderFault: true))]
            : []);
        var publisher = new CdcPublisher(_options, sns);
        var streamEvent = Event([0, 1, 2, 3, 1]);

        var first = await publisher.PublishAsync(streamEvent);
        refused = false;
        var second = await publisher.PublishAsync(Event([0, 1, 2, 3, 1], start: 1));

        first.Should().Be(new CdcPublishResult(3, 0, $"{FirstNumber + 1}"));
        second.Should().Be(new CdcPublishResult(2, 0, null) { AlreadyPublished = 2 });
        sns.Entries.Select(Read).GroupBy(change => change.Sequence).Where(change => change.Count() > 1).Select(change => change.First().Key)
            .Should().Equal(["k1"], "only what was refused went out again");
    }

    [Fact]
    public async Task Publish_SeveralInvocationsAtOnce_DoNotDisturbEachOther()
    {
        var sns = new GatedSns();
        var publisher = new CdcPublisher(_options, sns);
        var one = publisher.PublishAsync(Event([0, 1]));
        var other = publisher.PublishAsync(Event([2, 3, 4]));

        (await sns.Calls.ReadAsync()).Succeed();
        (await sns.Calls.ReadAsync()).Succeed();

        (await one).Should().Be(new CdcPublishResult(2, 0, null));
        (await other).Should().Be(new CdcPublishResult(3, 0, null));
    }

    private static byte[] Event(List<int> keys, int start = 0) => StreamEvents.Of(
        Enumerable.Range(start, keys.Count - start).Select(index => StreamEvents.Record($"k{keys[index]}", FirstNumber + index)));

    private static (string Key, SequenceNumber Sequence) Read(SnsEntry entry)
    {
        var envelope = _reader.Read(Encoding.UTF8.GetBytes(entry.Message));
        return (envelope.Key, envelope.Sequence!.Value);
    }
}
