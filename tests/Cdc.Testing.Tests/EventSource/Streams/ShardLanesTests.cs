using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Streams;

namespace Cdc.Testing.Tests.EventSource.Streams;

public sealed class ShardLanesTests
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(10);

    [Fact]
    public void TakeDue_NoWindow_IsWhatIsThere()
    {
        var lanes = Lanes(1, batchSize: 3, TimeSpan.Zero, 1, 2);

        Take(lanes, at: 0).Should().Be("1 2");
        lanes.IsEmpty.Should().BeFalse();
    }

    [Theory]
    [InlineData(9.999, null)]
    [InlineData(10, "1 2")]
    public void TakeDue_WindowNotFull_WaitsForItsEnd(double at, string? expected) => Take(Lanes(1, batchSize: 3, _window, 1, 2), at).Should().Be(expected);

    [Fact]
    public void TakeDue_BatchFull_DoesNotWait()
    {
        var lanes = Lanes(1, batchSize: 3, _window, 1, 2, 3, 4);

        Take(lanes, at: 0).Should().Be("1 2 3");
    }

    [Fact]
    public void TakeDue_End_DoesNotWait() => Take(Lanes(1, batchSize: 3, _window, 1), at: 0, isEnd: true).Should().Be("1");

    [Fact]
    public void TakeDue_SixMegabytes_AreABatch()
    {
        var lanes = new ShardLanes(1, 10_000, _window);
        for (var number = 1; number <= 4; number++) lanes.Add(Large(number));

        Take(lanes, at: 0).Should().Be("1 2 3");
        lanes.Room.Should().Be(0);
    }

    [Fact]
    public void TakeDue_LaneBusy_GivesTheOthers()
    {
        var lanes = new ShardLanes(2, 2, TimeSpan.Zero);
        foreach (var number in (int[])[1, 2, 3, 4]) lanes.Add(Deliveries.Record(number, item: (ulong)(number % 2), readAt: TimeSpan.Zero));
        lanes.Add(Deliveries.Record(5, item: 1, readAt: TimeSpan.Zero));

        var first = lanes.TakeDue(TimeSpan.Zero, false)!.Value;
        Take(lanes, at: 0).Should().Be("1 3");
        Take(lanes, at: 0).Should().BeNull();
        first.Lane.IsBusy = false;

        first.Records.Select(record => record.Id).Should().Equal("2", "4");
        Take(lanes, at: 0).Should().BeNull();
    }

    [Fact]
    public void Room_OneLane_IsWhatItsBatchLacks()
    {
        var lanes = Lanes(1, batchSize: 3, _window, 1);

        lanes.Room.Should().Be(2);
    }

    [Fact]
    public void Room_EveryLaneBusy_IsNone()
    {
        var lanes = Lanes(1, batchSize: 3, TimeSpan.Zero, 1);
        Take(lanes, at: 0);

        lanes.Room.Should().Be(0);
    }

    [Fact]
    public void Room_OneLaneBusyAndFull_LeavesWhatAllBatchesTake()
    {
        var lanes = new ShardLanes(3, 2, TimeSpan.Zero);
        lanes.Add(Deliveries.Record(1, item: 0, readAt: TimeSpan.Zero));
        Take(lanes, at: 0);

        lanes.Room.Should().Be(6);
        for (var number = 2; number <= 7; number++) lanes.Add(Deliveries.Record(number, item: 3, readAt: TimeSpan.Zero));
        lanes.Room.Should().Be(0);
    }

    [Fact]
    public void NextDueIn_SeveralLanes_IsTheFirst()
    {
        var lanes = new ShardLanes(3, 10, _window);
        lanes.NextDueIn(TimeSpan.Zero).Should().BeNull();
        lanes.Add(Deliveries.Record(1, item: 0, readAt: TimeSpan.FromSeconds(2)));
        lanes.Add(Deliveries.Record(2, item: 1, readAt: TimeSpan.FromSeconds(1)));

        lanes.NextDueIn(TimeSpan.FromSeconds(3)).Should().Be(TimeSpan.FromSeconds(8));
        lanes.NextDueIn(TimeSpan.FromSeconds(30)).Should().Be(TimeSpan.Zero);
    }

    private static ShardLanes Lanes(int count, int batchSize, TimeSpan window, params int[] numbers)
    {
        var lanes = new ShardLanes(count, batchSize, window);
        foreach (var number in numbers) lanes.Add(Deliveries.Record(number, readAt: TimeSpan.Zero));
        return lanes;
    }

    private static StreamEventRecord Large(int number) =>
        new() { Id = $"{number}", Json = new byte[EventPayload.MaxBytes * 3 / 10], Item = 0, CreatedAt = null, ReadAt = default };

    private static string? Take(ShardLanes lanes, double at, bool isEnd = false) =>
        lanes.TakeDue(TimeSpan.FromSeconds(at), isEnd) is var (_, records) ? string.Join(' ', records.Select(record => record.Id)) : null;
}
