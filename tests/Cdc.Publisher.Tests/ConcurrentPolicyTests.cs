using Cdc.Core;
using CsCheck;

namespace Cdc.Publisher.Tests;

/// <summary>Parking, skipping, isolating and coalescing while several calls are under way and end in any order.</summary>
public sealed class ConcurrentPolicyTests
{
    [Fact]
    public Task Publish_AnyAnswersInAnyOrder_KeepsKeysApartAndLosesNothing() => Gen.Select(
        Gen.Int[0, 14].List[1, 60], RandomOptions.Any, Gen.Int).SampleAsync(async (keys, options, seed) =>
    {
        options.MaxChangesPerMessage = 1;
        var random = new Random(seed);
        var sns = new GatedSns();
        var taken = new List<SnsEntry>();
        var isPoison = keys.ConvertAll(_ => random.Next(10) == 0);
        options.RetryFor = TimeSpan.Zero;
        var changes = keys.ConvertAll(key => new RandomChange(key, key % 3, ChangeOperation.Modify, false, Color.None, false));
        var publishing = new CdcPublisher(options, sns).PublishAsync(StreamEvents.Of(changes.Select((change, index) => change.ToRecord(index))));

        await sns.EndCallsAsync(publishing, underWay =>
        {
            underWay.Count.Should().BeLessThanOrEqualTo(options.MaxConcurrentCalls);
            underWay.SelectMany(call => call.Entries).Select(Messages.Key).Should().OnlyHaveUniqueItems();
            var ending = underWay[random.Next(underWay.Count)];
            End(ending);
            return ending;
        });

        var result = await publishing;
        var numbers = taken.Select(Messages.Number).ToHashSet();
        var next = result.FirstUnpublishedText is { } first ? int.Parse(first) : keys.Count;
        for (var index = 0; index < next; index++) IsDone(index).Should().BeTrue($"record {index} must be done, for Lambda starts again at {next}");
        result.Published.Should().Be(taken.Count(entry => !Messages.IsParked(entry)));
        result.Parked.Should().Be(taken.Count(Messages.IsParked));
        if (options.PoisonPolicy != CdcPoisonPolicy.Skip) result.Skipped.Should().Be(0);
        if (next == keys.Count) (result.Published + result.Parked + result.Skipped + result.Coalesced).Should().Be(keys.Count);
        foreach (var key in taken.GroupBy(Messages.Key)) key.Select(Messages.Number).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();

        void End(GatedCall call)
        {
            var rejected = call.Entries.Where(entry => isPoison[Messages.Number(entry)] && !Messages.IsParked(entry)).ToList();
            if (random.Next(40) == 0)
            {
                call.Answer.SetException(new HttpRequestException("The connection was closed."));
                return;
            }

            if (rejected.Count > 0 && random.Next(2) == 0)
            {
                call.Answer.SetException(FakeSns.Refusal("InvalidParameter", "Invalid parameter: Message"));
                return;
            }

            taken.AddRange(call.Entries.Except(rejected));
            call.Answer.SetResult([.. rejected.Select(entry => FakeSns.Rejection(entry.Id))]);
        }

        bool IsDone(int index) => numbers.Contains(index)
            || (options.PoisonPolicy == CdcPoisonPolicy.Skip && isPoison[index])
            || (options.CoalesceChanges && Enumerable.Range(index + 1, keys.Count - index - 1).Any(later => keys[later] == keys[index] && IsDone(later)));
    },
    iter: 500);
}
