using CsCheck;

namespace Cdc.Publisher.Tests;

/// <summary>Whatever the event, the settings, SNS and the clock do: no record is lost, no key goes backwards, no limit is passed.</summary>
public sealed class PublisherPropertyTests
{
    [Fact]
    public Task Publish_Anything_LosesNothingAndKeepsToTheRules() => Gen.Select(
        RandomChange.Any.List[1, 40], RandomOptions.Any, Gen.Int, Gen.Int[-1, 6].Array[6]).SampleAsync(async (changes, options, seed, timesLeft) =>
    {
        var time = new InvocationTime();
        var sns = new RandomSns(seed, entry => changes[Messages.Number(entry) - StreamEvents.FirstNumber].IsPoison) { MaxChanges = options.MaxChangesPerMessage, MaxPackedBytes = options.MaxPackedBytes };
        var publisher = new CdcPublisher(options, sns, timeProvider: time);
        var start = 0;
        for (var invocation = 0; invocation < timesLeft.Length && start < changes.Count; invocation++)
        {
            var timeLeft = timesLeft[invocation] < 0 ? (TimeSpan?)null : TimeSpan.FromSeconds(timesLeft[invocation]);
            var lastStart = timeLeft is { } left ? time.GetTimestamp() + (left - options.DeadlineMargin).Ticks : long.MaxValue;
            sns.Started = duration =>
            {
                if (time.GetTimestamp() >= lastStart) sns.Offences.Add("a late call");
                time.Advance(duration);
            };
            time.Begin(hasCutOff: timeLeft > options.DeadlineMargin / 2);
            sns.IsWell = invocation == timesLeft.Length - 1;

            var result = await publisher.PublishAsync(EventFrom(changes, start), new CdcPublishContext { TimeLeft = timeLeft });

            sns.Offences.Should().BeEmpty();
            var next = result.FirstUnpublishedText is { } first ? int.Parse(first) - StreamEvents.FirstNumber : changes.Count;
            next.Should().BeGreaterThanOrEqualTo(start);
            CountOf(result).Should().BeLessThanOrEqualTo(changes.Count - start);
            if (next == changes.Count) CountOf(result).Should().Be(changes.Count - start);
            for (var index = start; index < next; index++) ShouldBeDone(changes, index, options, sns.Confirmed, result);
            start = next;
        }

        sns.Confirmed.Where(Messages.IsParked).All(entry => IsUnsendable(changes[Messages.Number(entry) - StreamEvents.FirstNumber])).Should().BeTrue("no record is given up for another's fault");
        foreach (var key in sns.Taken.GroupBy(Messages.Key)) ShouldBeInOrder(key.Select(Messages.Number), options);
    },
    iter: 1_000);

    [Fact]
    public Task Publish_SeveralInvocationsAtOnce_EachLosesNothing() => Gen.Select(RandomChange.Any.List[1, 25].Array[2, 6], RandomOptions.Any, Gen.Int).SampleAsync(async (events, options, seed) =>
    {
        options.RetryFor = TimeSpan.Zero;
        // Each has numbers and keys of its own, as each shard has.
        var number = StreamEvents.FirstNumber;
        var shards = events.Select((changes, shard) => (Start: number, Changes: changes.ConvertAll(change => change with { Key = (shard * 10) + change.Key }), Next: number += changes.Count)).ToList();
        var all = shards.SelectMany(shard => shard.Changes).ToList();
        var sns = new RandomSns(seed, entry => all[Messages.Number(entry) - StreamEvents.FirstNumber].IsPoison) { MaxChanges = options.MaxChangesPerMessage, MaxPackedBytes = options.MaxPackedBytes };
        var publisher = new CdcPublisher(options, sns);

        var results = await Task.WhenAll(shards.Select(shard => Task.Run(async () => await publisher.PublishAsync(EventFrom(all, shard.Start - StreamEvents.FirstNumber, shard.Next - StreamEvents.FirstNumber)))));

        sns.Offences.Should().BeEmpty();
        foreach (var (result, shard) in results.Zip(shards))
        {
            var next = result.FirstUnpublishedText is { } first ? int.Parse(first) : shard.Next;
            next.Should().BeInRange(shard.Start, shard.Next);
            for (var each = shard.Start; each < next; each++) ShouldBeDone(all, each - StreamEvents.FirstNumber, options, sns.Confirmed, result);
        }

        foreach (var key in sns.Taken.GroupBy(Messages.Key)) ShouldBeInOrder(key.Select(Messages.Number), options);
    },
    iter: 300);

    // A message whose answer was lost goes out again as a whole, with all its changes of a key: only then a later change is followed by an earlier one that came before.
    private static void ShouldBeInOrder(IEnumerable<int> numbers, CdcPublisherOptions options) =>
        (options.MaxChangesPerMessage > 1 ? numbers.Distinct() : numbers).Should().BeInAscendingOrder();

    private static int CountOf(CdcPublishResult result) =>
        result.Published + result.Filtered + result.AlreadyPublished + result.Coalesced + result.Parked + result.Skipped;

    private static void ShouldBeDone(List<RandomChange> changes, int index, CdcPublisherOptions options, List<SnsEntry> confirmed, CdcPublishResult result)
    {
        var change = changes[index];
        var numbers = confirmed.Select(Messages.Number).ToHashSet();
        var isDone = !change.IsPublishedBy(options)
            || numbers.Contains(StreamEvents.FirstNumber + index)
            || (options.PoisonPolicy == CdcPoisonPolicy.Skip && IsUnsendable(change))
            || (options.CoalesceChanges && StandsForIt(changes, index).Any(later => numbers.Contains(StreamEvents.FirstNumber + later) || (options.PoisonPolicy == CdcPoisonPolicy.Skip && IsUnsendable(changes[later]))));
        isDone.Should().BeTrue($"record {index} must be published, filtered, coalesced, parked, skipped or sent again from {result.FirstUnpublishedText}");
    }

    private static IEnumerable<int> StandsForIt(List<RandomChange> changes, int index) => Enumerable.Range(index + 1, changes.Count - index - 1)
        .Where(later => (changes[later].Key, changes[later].Table) == (changes[index].Key, changes[index].Table));

    private static bool IsUnsendable(RandomChange change) => change.IsPoison || change.Color == Color.TooLarge;

    private static byte[] EventFrom(List<RandomChange> changes, int start, int? end = null) =>
        StreamEvents.Of(Enumerable.Range(start, (end ?? changes.Count) - start).Select(index => changes[index].ToRecord(StreamEvents.FirstNumber + index)));
}
