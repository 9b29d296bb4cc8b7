using System.Globalization;
using Cdc.Core;
using Cdc.Lambda.Publishing;
using CsCheck;

namespace Cdc.Lambda.Tests.Publishing;

public sealed class PublishScheduleTests
{
    private static readonly Gen<int> _sizes = Gen.Frequency((6, Gen.Int[1, 600]), (3, Gen.Int[20_000, 60_000]), (1, Gen.Const(PublishSchedule.MaxBytes)));

    private static readonly Gen<List<EnvelopeEntry>> _entries = Gen.Select(Gen.Int[0, 8], _sizes).List[0, 60]
        .Select(list => list.Select((entry, index) => Entry(index, entry.Item1, entry.Item2)).ToList());

    [Fact]
    public void NextCall_AnyEntriesAndOrderOfAnswers_SendsEachOnceWithinTheLimitsAndNoKeyTwiceAtOnce() => Gen.Select(_entries, Gen.Int[0, int.MaxValue].List[200]).Sample((entries, choices) =>
    {
        var schedule = new PublishSchedule(entries);
        var underWay = new List<List<int>>();
        var sent = new List<int>();
        foreach (var choice in choices)
        {
            if (choice % 2 == 0 && schedule.NextCall(0) is { } call)
            {
                IsAllowed(entries, call).Should().BeTrue();
                underWay.Add(call);
                underWay.SelectMany(each => each).Select(position => entries[position].Key).Should().OnlyHaveUniqueItems();
                sent.AddRange(call);
            }
            else if (underWay.Count > 0)
            {
                var done = underWay[choice % underWay.Count];
                underWay.Remove(done);
                done.ForEach(schedule.Published);
            }
        }

        Drain(schedule, underWay, sent);
        sent.Should().BeEquivalentTo(Enumerable.Range(0, entries.Count));
        foreach (var key in sent.GroupBy(position => entries[position].Key)) key.Should().BeInAscendingOrder();
    });

    [Fact]
    public void NextCall_DifferentKeys_FillsCallsInOrder()
    {
        var schedule = new PublishSchedule([.. Enumerable.Range(0, 25).Select(index => Entry(index, index, 100))]);

        schedule.NextCall(0).Should().Equal(Enumerable.Range(0, 10));
        schedule.NextCall(0).Should().Equal(Enumerable.Range(10, 10));
        schedule.NextCall(0).Should().Equal(Enumerable.Range(20, 5));
        schedule.NextCall(0).Should().BeNull();
    }

    [Fact]
    public void NextCall_OneMoreByteThanACallTakes_StartsAnother()
    {
        var schedule = new PublishSchedule([Entry(0, 0, PublishSchedule.MaxBytes - 1), Entry(1, 1, 1), Entry(2, 2, 1)]);

        schedule.NextCall(0).Should().Equal(0, 1);
        schedule.NextCall(0).Should().Equal(2);
    }

    [Fact]
    public void NextCall_KeyUnderWay_WaitsUntilItIsOut()
    {
        var schedule = new PublishSchedule([Entry(0, 7, 1), Entry(1, 7, 1), Entry(2, 8, 1)]);

        schedule.NextCall(0).Should().Equal(0, 2);
        schedule.NextCall(0).Should().BeNull();
        schedule.Published(0);
        schedule.NextCall(0).Should().Equal(1);
    }

    [Fact]
    public void TryAgain_BeforeItIsDue_HoldsTheEntryAndItsKeyBack()
    {
        var schedule = new PublishSchedule([Entry(0, 7, 1), Entry(1, 7, 1)]);
        schedule.NextCall(0);

        schedule.TryAgain(0, due: 100);

        schedule.NextDue.Should().Be(100);
        schedule.NextCall(99).Should().BeNull();
        schedule.NextCall(100).Should().Equal(0);
        schedule.TriesOf(0).Should().Be(2);
        schedule.NextDue.Should().BeNull();
    }

    [Fact]
    public void New_EntryLargerThanACall_Throws() =>
        FluentActions.Invoking(() => new PublishSchedule([Entry(0, 0, PublishSchedule.MaxBytes + 1)])).Should().ThrowExactly<ArgumentOutOfRangeException>();

    private static void Drain(PublishSchedule schedule, List<List<int>> underWay, List<int> sent)
    {
        while (true)
        {
            underWay.ForEach(call => call.ForEach(schedule.Published));
            underWay.Clear();
            if (schedule.NextCall(0) is not { } call) return;
            underWay.Add(call);
            sent.AddRange(call);
        }
    }

    private static bool IsAllowed(List<EnvelopeEntry> entries, List<int> call) =>
        call.Count is >= 1 and <= 10 && call.Sum(position => entries[position].Size) <= 262_144;

    private static EnvelopeEntry Entry(int index, int key, int size)
    {
        var number = (index + 1).ToString(CultureInfo.InvariantCulture);
        var record = new StreamRecord
        {
            EventId = $"event-{number}",
            Operation = ChangeOperation.Modify,
            SequenceNumber = number,
            Sequence = SequenceNumber.Parse(number),
            TableArn = "table",
            TableName = "table",
            Key = default,
        };
        return new EnvelopeEntry(index, record, new SnsEntry(number, "message"), ("table", key.ToString(CultureInfo.InvariantCulture)), size);
    }
}
