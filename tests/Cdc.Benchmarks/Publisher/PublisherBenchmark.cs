using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Measures what <c>Cdc.Lambda</c> promises.</summary>
internal static class PublisherBenchmark
{
    public static async Task<Report> RunAsync(bool isQuick, FileInfo? native, string nativeAbsent, CancellationToken cancellationToken)
    {
        var effort = isQuick ? Effort.Quick : Effort.Full;
        var figures = new List<Figure> { new("image_bytes", OrderEvents.ImageBytes(), "bytes") };
        await AddAsync("reading and composing", () => ScanFigures.MeasureAsync(effort));
        await AddAsync("against the baseline", async () => [await BaselineFigure.MeasureAsync(effort)]);
        await AddAsync("1,000 records at 20 ms a call", async () => [await LatencyFigure.MeasureAsync(effort)]);
        await AddAsync("small and large events", () => LinearityFigures.MeasureAsync(effort));
        await AddAsync("cold starts", () => ColdStartFigures.MeasureAsync(effort, native, nativeAbsent, cancellationToken));
        return new Report("publisher", isQuick, figures);

        async Task AddAsync(string what, Func<Task<IReadOnlyList<Figure>>> measure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Console.Error.WriteLineAsync($"publisher: {what} …");
            figures.AddRange(await measure());
        }
    }
}
