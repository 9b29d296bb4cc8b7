using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Consumer;

/// <summary>Measures what <c>Cdc.Consumer</c> promises.</summary>
internal static class ConsumerBenchmark
{
    public static Task<Report> RunAsync(bool isQuick, CancellationToken cancellationToken)
    {
        var effort = isQuick ? ConsumerEffort.Quick : ConsumerEffort.Full;
        return Benchmark.RunAsync(
            "consumer",
            isQuick,
            [
                ("rates", () => RateFigures.MeasureAsync(effort)),
                ("packed messages", () => PackedFigures.MeasureAsync(effort)),
                ("a hot key", () => HotKeyFigure.MeasureAsync(effort)),
                ("slow keys", () => SlowKeysFigure.MeasureAsync(effort)),
                ("colliding keys", () => Task.FromResult(CollidingFigure.Measure(effort))),
                ("an empty queue", async () => [await IdleFigure.MeasureAsync()]),
                ("few and many messages", async () => [await MemoryFigure.MeasureAsync(effort)]),
            ],
            cancellationToken);
    }
}
