using Cdc.Benchmarks.Measuring;
using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>How fast a <see cref="LocalAws"/> is with as many workers as there are processors. Each worker waits for its call before the next.</summary>
internal static class CallFigures
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ILocalWork work, string name, string things, double target, TestingEffort effort)
    {
        for (var end = Clocks.Processor() + effort.WarmUp; Clocks.Processor() < end;) await RunAsync(work, TimeSpan.FromSeconds(0.5));
        var (rates, costs) = (new List<double>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
        {
            var (rate, cost) = await RunAsync(work, effort.Round);
            rates.Add(rate);
            costs.Add(cost);
        }

        return
        [
            new($"{name}_rate", Median.Of(rates), $"{things}/s", Target.AtLeast(target)),
            new($"{name}_cpu", Median.Of(costs), "µs CPU"),
        ];
    }

    private static async Task<(double Rate, double Cost)> RunAsync(ILocalWork work, TimeSpan duration)
    {
        using var aws = new LocalAws();
        var step = await work.BeginAsync(aws);
        var (start, processor) = (Clocks.Wall(), Clocks.Processor());
        var done = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(worker => Task.Run(async () =>
        {
            var count = 0L;
            for (var number = 0; Clocks.Wall() - start < duration; number++) count += await step(worker, number);
            return count;
        })));
        return (done.Sum() / (Clocks.Wall() - start).TotalSeconds, (Clocks.Processor() - processor).TotalMicroseconds / done.Sum());
    }
}
