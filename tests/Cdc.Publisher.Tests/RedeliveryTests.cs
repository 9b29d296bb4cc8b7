using System.Text;
using CsCheck;

namespace Cdc.Publisher.Tests;

/// <summary>Lambda, as it sends a batch again from the number that the function returned, until all of it is done.</summary>
public sealed class RedeliveryTests
{
    // Few keys, so that changes of one key meet.
    private static readonly Gen<List<int>> _keys = Gen.Int[0, 6].List[1, 40];

    [Fact]
    public Task Redelivery_AnyFailures_DeliversEveryChangeAndEachKeyInOrder() => Gen.Select(_keys, FlakySns.Scripts).SampleAsync(async (keys, script) =>
    {
        var sns = new FlakySns(script);

        await DeliverUntilDone(keys, new CdcPublisher(StreamEvents.Options, sns));

        sns.Delivered.Select(Messages.Number).Distinct().Should().HaveCount(keys.Count);
        foreach (var key in sns.Delivered.GroupBy(Messages.Key))
            key.Select(Messages.Sequence).Should().BeInAscendingOrder("a repeat comes before the key's next change");
    });

    [Fact]
    public Task Publish_AnyFailure_SendsNoLaterChangeOfTheKey() => Gen.Select(_keys, FlakySns.Scripts).SampleAsync(async (keys, script) =>
    {
        var sns = new FlakySns(script);

        await new CdcPublisher(StreamEvents.Options, sns).PublishAsync(StreamEvents.OfKeys(keys));

        var failed = new HashSet<string>();
        foreach (var (entry, confirmed) in sns.Attempts)
        {
            var key = Messages.Key(entry);
            failed.Should().NotContain(key);
            if (!confirmed) failed.Add(key);
        }
    });

    [Fact]
    public Task Publish_AnyFailure_PublishesFiltersOrReturnsEveryRecord() => Gen.Select(_keys, FlakySns.Scripts, Gen.Int[0, 7]).SampleAsync(async (keys, script, filteredKey) =>
    {
        var sns = new FlakySns(script);

        var result = await new CdcPublisher(StreamEvents.Options, sns).PublishAsync(StreamEvents.OfKeys(keys), new CdcPublishContext { Rules = new CdcPublishRules { ShouldPublish = record => !Encoding.UTF8.GetString(record.Key.Span).Contains($"k{filteredKey}", StringComparison.Ordinal) } });

        var confirmed = sns.Attempts.Where(attempt => attempt.Confirmed).Select(attempt => Messages.Number(attempt.Entry)).ToHashSet();
        for (var index = 0; index < keys.Count; index++)
        {
            var number = StreamEvents.FirstNumber + index;
            var isSafe = keys[index] == filteredKey || confirmed.Contains(number)
                || (result.FirstUnpublishedText is { } first && number >= int.Parse(first));
            isSafe.Should().BeTrue($"record {index} must be published, left out or sent again");
        }

        result.Published.Should().Be(confirmed.Count);
    });

    private static async Task DeliverUntilDone(List<int> keys, CdcPublisher publisher)
    {
        var start = 0;
        for (var invocation = 0; invocation <= 25; invocation++)
        {
            var result = await publisher.PublishAsync(StreamEvents.OfKeys(keys, start));
            if (result.FirstUnpublishedText is not { } first) return;
            var next = int.Parse(first) - StreamEvents.FirstNumber;
            next.Should().BeGreaterThanOrEqualTo(start);
            start = next;
        }

        throw new InvalidOperationException("Each invocation uses up a line of the script, so the 26th must succeed.");
    }
}
