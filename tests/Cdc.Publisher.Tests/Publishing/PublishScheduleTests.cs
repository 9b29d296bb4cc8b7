using Cdc.Publisher.Publishing;
using Cdc.Publisher.Sns;
using CsCheck;

namespace Cdc.Publisher.Tests.Publishing;

public sealed class PublishScheduleTests
{
    private static readonly Gen<int> _sizes = Gen.Frequency((6, Gen.Int[1, 600]), (3, Gen.Int[20_000, 60_000]), (1, Gen.Const(SnsLimits.MaxBytes)));

    private static readonly Gen<List<(int Key, int Size)>> _entries = Gen.Select(Gen.Int[0, 8], _sizes).List[0, 60];

    [Fact]
    public void NextCall_AnyEntriesAndOrderOfAnswers_SendsEachOnceWithinTheLimitsAndNoKeyTwiceAtOnce() => Gen.Select(_entries, Gen.Int[0, int.MaxValue].List[200]).Sample((entries, choices) =>
    {
        var batch = Batches.Of(entries);
        var schedule = new PublishSchedule(batch);
        var underWay = new List<List<int>>();
        var sent = new List<int>();
        foreach (var choice in choices)
        {
            if (choice % 2 == 0 && Next(schedule) is { } call)
            {
                IsAllowed(entries, call).Should().BeTrue();
                underWay.Add(call);
                underWay.SelectMany(each => each).Select(index => entries[index].Key).Should().OnlyHaveUniqueItems();
                sent.AddRange(call);
            }
            else if (underWay.Count > 0)
            {
                var done = underWay[choice % underWay.Count];
                underWay.Remove(done);
                End(batch, schedule, done);
            }
        }

        Drain(batch, schedule, underWay, sent);
        sent.Should().BeEquivalentTo(Enumerable.Range(0, entries.Count));
        foreach (var key in sent.GroupBy(index => entries[index].Key)) key.Should().BeInAscendingOrder();
    });

    [Fact]
    public void NextCall_DifferentKeys_FillsCallsInOrder()
    {
        var schedule = new PublishSchedule(Batches.Of([.. Enumerable.Range(0, 25).Select(index => (index, 100))]));

        Next(schedule).Should().Equal(Enumerable.Range(0, 10));
        Next(schedule).Should().Equal(Enumerable.Range(10, 10));
        Next(schedule).Should().Equal(Enumerable.Range(20, 5));
        Next(schedule).Should().BeNull();
    }

    [Fact]
    public void NextCall_OneMoreByteThanACallTakes_StartsAnother()
    {
        var schedule = new PublishSchedule(Batches.Of((0, SnsLimits.MaxBytes - 1), (1, 1), (2, 1)));

        Next(schedule).Should().Equal(0, 1);
        Next(schedule).Should().Equal(2);
    }

    [Fact]
    public void NextCall_KeyUnderWay_WaitsUntilItIsOut()
    {
        var batch = Batches.Of((7, 1), (7, 1), (8, 1));
        var schedule = new PublishSchedule(batch);

        Next(schedule).Should().Equal(0, 2);
        Next(schedule).Should().BeNull();
        End(batch, schedule, [0]);
        Next(schedule).Should().Equal(1);
    }

    [Fact]
    public void NextCall_EntryThatGoesAlone_SharesItsCallWithNobody()
    {
        var batch = Batches.Of((0, 1), (1, 1), (2, 1), (3, 1));
        batch[1].IsAlone = true;
        var schedule = new PublishSchedule(batch);

        Next(schedule).Should().Equal(0);
        Next(schedule).Should().Equal(1);
        Next(schedule).Should().Equal(2, 3);
    }

    [Fact]
    public void NextCall_TwoTopics_MixesThemInNoCall()
    {
        var batch = Batches.Of((0, 1), (1, 1), (2, 1), (1, 1));
        batch[1].Topic = batch[3].Topic = new Topic(StreamEvents.OtherTopicArn);
        var schedule = new PublishSchedule(batch);

        Next(schedule).Should().Equal(0, 2);
        Next(schedule).Should().Equal(1);
        Next(schedule).Should().BeNull("the other change of its key is under way");
    }

    [Fact]
    public void TryAgain_BeforeItIsDue_HoldsTheEntryAndItsKeyBack()
    {
        var batch = Batches.Of((7, 1), (7, 1));
        var schedule = new PublishSchedule(batch);
        var call = schedule.NextCall(0)!;

        schedule.TryAgain(call[0], due: 100);

        schedule.NextDue.Should().Be(100);
        schedule.NextCall(99).Should().BeNull();
        Next(schedule, 100).Should().Equal(0);
        batch[0].Tries.Should().Be(2);
        schedule.NextDue.Should().BeNull();
    }

    private static List<int>? Next(PublishSchedule schedule, long now = 0) =>
        schedule.NextCall(now) is { } call ? [.. Enumerable.Range(0, call.Count).Select(call.IdOf)] : null;

    private static void End(EntryBatch batch, PublishSchedule schedule, List<int> call)
    {
        foreach (var index in call)
        {
            batch[index].IsOut = false;
            batch.Done(index, EntryState.Published);
            schedule.Done(index);
        }
    }

    private static void Drain(EntryBatch batch, PublishSchedule schedule, List<List<int>> underWay, List<int> sent)
    {
        while (true)
        {
            underWay.ForEach(call => End(batch, schedule, call));
            underWay.Clear();
            if (Next(schedule) is not { } call) return;
            underWay.Add(call);
            sent.AddRange(call);
        }
    }

    private static bool IsAllowed(List<(int Key, int Size)> entries, List<int> call) =>
        call.Count is >= 1 and <= 10 && call.Sum(index => entries[index].Size) <= 262_144;
}
