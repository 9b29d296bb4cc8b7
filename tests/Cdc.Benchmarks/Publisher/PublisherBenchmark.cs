using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Measures what <c>Cdc.Publisher</c> and <c>Cdc.Lambda</c> promise.</summary>
internal static class PublisherBenchmark
{
    public static Task<Report> RunAsync(bool isQuick, FileInfo? native, string nativeAbsent, CancellationToken cancellationToken)
    {
        var effort = isQuick ? Effort.Quick : Effort.Full;
        return Benchmark.RunAsync(
            "publisher",
            isQuick,
            [
                ("reading and composing", () => ScanFigures.MeasureAsync(effort)),
                ("many changes in a message", () => PackedFigures.MeasureAsync(effort)),
                ("against the baseline", () => BaselineFigures.MeasureAsync(effort)),
                ("1,000 records at 20 ms a call", async () => [await LatencyFigure.MeasureAsync(effort)]),
                ("small and large events", () => LinearityFigures.MeasureAsync(effort)),
                ("cold starts", () => ColdStartFigures.MeasureAsync(effort, native, nativeAbsent, cancellationToken)),
            ],
            cancellationToken);
    }
}
