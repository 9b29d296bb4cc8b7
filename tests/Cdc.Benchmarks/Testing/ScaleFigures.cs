using Cdc.Benchmarks.Measuring;
using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>Whether a message, an item or a record costs the same where there are few and where there are many.</summary>
internal static class ScaleFigures
{
    private const int Few = 1_000;

    private static readonly (string Name, int Many, Func<LocalAws, int, Task> Run)[] _works =
    [
        ("queue", 100_000, ScaleWorks.QueueAsync),
        ("redrive", 100_000, ScaleWorks.RedriveAsync),
        ("fifo_queue", 100_000, ScaleWorks.FifoQueueAsync),
        ("partition", 500_000, ScaleWorks.PartitionAsync),
        ("stream", 1_000_000, ScaleWorks.StreamAsync),
    ];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(TestingEffort effort)
    {
        var figures = new List<Figure>();
        foreach (var (name, most, run) in _works)
        {
            var many = most / effort.ScaleDivisor;
            await CostAsync(run, Few, 10 * Few);
            var (few, much) = (new List<double>(), new List<double>());
            for (var round = 0; round < effort.ScaleRounds; round++)
            {
                few.Add(await CostAsync(run, Few, many));
                much.Add(await CostAsync(run, many, many));
            }

            figures.Add(new($"{name}_few", Median.Of(few), "µs CPU"));
            figures.Add(new($"{name}_many", Median.Of(much), "µs CPU"));
            figures.Add(new($"{name}_scale", Median.Of(much) / Median.Of(few), "× many/few", Target.AtMost(2)));
        }

        return figures;
    }

    /// <summary>What one of them costs, in microseconds, where there are so many at a time and so many in all.</summary>
    private static async Task<double> CostAsync(Func<LocalAws, int, Task> run, int atATime, int all)
    {
        GC.Collect();
        var start = Clocks.Processor();
        for (var done = 0; done < all; done += atATime)
        {
            using var aws = new LocalAws(new LocalAwsOptions { ShardsPerStream = 1 });
            await run(aws, atATime);
        }

        return (Clocks.Processor() - start).TotalMicroseconds / all;
    }
}
