using Cdc.Core;
using Cdc.Lambda.Publishing;
using CsCheck;

namespace Cdc.Lambda.Tests.Publishing;

public sealed class SnsBatchPlannerTests
{
    private static readonly Gen<int> _sizes = Gen.Frequency((6, Gen.Int[1, 600]), (3, Gen.Int[20_000, 60_000]), (1, Gen.Int[261_000, SnsBatchPlanner.MaxBytes]));

    private static readonly Gen<List<EnvelopeEntry>> _entries =
        Gen.Select(Gen.Int[0, 15], _sizes).List[0, 60].Select(specs => specs.Select((spec, index) => Entry(index, spec.Item1, spec.Item2)).ToList());

    [Fact]
    public void Plan_AnyEntries_KeepsOrderAndLosesNothing() => _entries.Sample(entries =>
        SnsBatchPlanner.Plan(entries).SelectMany(batch => batch).SequenceEqual(entries, ReferenceEqualityComparer.Instance));

    [Fact]
    public void Plan_AnyEntries_KeepsEveryCallWithinTheRules() => _entries.Sample(entries =>
        SnsBatchPlanner.Plan(entries).All(batch => batch.Count > 0 && IsAllowed(batch)));

    [Fact]
    public void Plan_AnyEntries_StartsANewCallOnlyWhereItMust() => _entries.Sample(entries =>
    {
        var batches = SnsBatchPlanner.Plan(entries);
        return batches.Zip(batches.Skip(1)).All(pair => !IsAllowed([.. pair.First, pair.Second[0]]));
    });

    [Fact]
    public void Plan_TenSmallEntries_MakesOneCall() =>
        SnsBatchPlanner.Plan([.. Enumerable.Range(0, 11).Select(index => Entry(index, index, 1))]).Select(batch => batch.Count).Should().Equal(10, 1);

    [Fact]
    public void Plan_ExactlyFull_MakesOneCall() =>
        SnsBatchPlanner.Plan([Entry(0, 0, 262_143), Entry(1, 1, 1), Entry(2, 2, 1)]).Select(batch => batch.Count).Should().Equal(2, 1);

    [Fact]
    public void Plan_SameKeyOfTwoTables_MakesOneCall() =>
        SnsBatchPlanner.Plan([Entry(0, 0, 1), Entry(1, 0, 1) with { Key = ("other", "0") }]).Should().ContainSingle();

    [Fact]
    public void Plan_EntryTooLarge_Throws() =>
        FluentActions.Invoking(() => SnsBatchPlanner.Plan([Entry(0, 0, 262_145)])).Should().ThrowExactly<ArgumentException>().WithMessage("*262145 bytes*");

    private static bool IsAllowed(IReadOnlyList<EnvelopeEntry> batch) =>
        batch.Count <= 10 && batch.Sum(entry => entry.Size) <= 262_144 && batch.DistinctBy(entry => entry.Key).Count() == batch.Count;

    private static EnvelopeEntry Entry(int index, int key, int size)
    {
        var record = new StreamRecord
        {
            EventId = $"e{index}",
            Operation = ChangeOperation.Modify,
            SequenceNumber = $"{index}",
            Sequence = SequenceNumber.Parse($"{index}"),
            TableArn = StreamEvents.TableArn,
            TableName = "Orders",
            Key = ReadOnlyMemory<byte>.Empty,
        };
        return new EnvelopeEntry(index, record, new SnsEntry($"{index}", "m"), (StreamEvents.TableArn, $"{key}"), size);
    }
}
