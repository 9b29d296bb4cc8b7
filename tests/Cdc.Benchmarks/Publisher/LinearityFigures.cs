using System.Globalization;
using Cdc.Benchmarks.Measuring;
using Cdc.Publisher;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Whether a record costs the same in a small event and in the largest, and whether the memory of large ones comes back.</summary>
internal static class LinearityFigures
{
    private const int Largest = 10_000;

    private static readonly int[] _sizes = [10, 100, 1_000, Largest];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Effort effort)
    {
        var publisher = Topic.Publisher(new InstantSns());
        var orders = _sizes.Select(size => OrderEvents.Write(size, images: true)).ToList();
        for (var warmUp = 0; warmUp < 20; warmUp++) await MicrosecondsAsync(publisher, orders[0], _sizes[0]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var times = _sizes.Select(_ => new List<double>()).ToList();
        // Each size has the same number of records a round. There are so many that fewer rounds will do.
        for (var round = 0; round < effort.Rounds / 5; round++)
        {
            for (var index = 0; index < _sizes.Length; index++) times[index].Add(await MicrosecondsAsync(publisher, orders[index], _sizes[index]));
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        var medians = times.Select(Median.Of).ToList();
        var figures = _sizes.Select((size, index) =>
            new Figure("linearity_" + size.ToString(CultureInfo.InvariantCulture), medians[index], "µs CPU a record")).ToList();
        for (var index = 0; index < _sizes.Length; index++) figures.Add(await AllocationAsync(publisher, orders[index], _sizes[index]));
        figures.Add(new("linearity", medians.Max() / medians.Min(), "× slowest/fastest", Target.AtMost(1.5)));
        figures.Add(new("memory_returns", (after - before) / 1024.0, "KB more after", Target.AtMost(1_024)));
        return figures;
    }

    private static async Task<Figure> AllocationAsync(CdcPublisher publisher, byte[] orders, int records) => new(
        "alloc_" + records.ToString(CultureInfo.InvariantCulture),
        await Allocation.LeastAsync(() => publisher.PublishAsync(orders, records), rounds: 5) / records,
        "bytes a record");

    private static async Task<double> MicrosecondsAsync(CdcPublisher publisher, byte[] orders, int records)
    {
        var start = Clocks.Processor();
        for (var run = 0; run < Largest / records; run++) await publisher.PublishAsync(orders, records);
        return (Clocks.Processor() - start).TotalMicroseconds / Largest;
    }
}
