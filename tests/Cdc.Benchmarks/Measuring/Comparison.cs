namespace Cdc.Benchmarks.Measuring;

/// <summary>Compares the processor time of two ways. They run by turns in one process, so that other work on the machine affects both.</summary>
internal sealed class Comparison(Effort effort)
{
    /// <returns>What the first costs over what the second costs: the median of the rounds' ratios; and each one's median in microseconds a run.</returns>
    public async Task<(double Ratio, double First, double Second)> RunAsync(Func<Task> first, Func<Task> second)
    {
        var (firstTimes, secondTimes) = (await WarmUpAsync(first, effort.WarmUp), await WarmUpAsync(second, effort.WarmUp));
        var rounds = new List<(double First, double Second)>(effort.Rounds);
        for (var round = 0; round < effort.Rounds; round++)
        {
            // The order changes, so that the same way does not always pay for the other's garbage.
            double firstCost, secondCost;
            if (round % 2 == 0) (firstCost, secondCost) = (await CostAsync(first, firstTimes), await CostAsync(second, secondTimes));
            else (secondCost, firstCost) = (await CostAsync(second, secondTimes), await CostAsync(first, firstTimes));
            rounds.Add((firstCost, secondCost));
        }

        return (
            Median.Of(rounds.Select(round => round.First / round.Second)),
            Median.Of(rounds.Select(round => round.First)),
            Median.Of(rounds.Select(round => round.Second)));
    }

    /// <summary>Runs until the compiler has optimized it fully.</summary>
    /// <returns>How often it runs in a slice. The fastest run says so, as the first ones are slow.</returns>
    public async Task<int> WarmUpAsync(Func<Task> run, TimeSpan processorTime)
    {
        var fastest = TimeSpan.MaxValue;
        var end = Clocks.Processor() + processorTime;
        while (Clocks.Processor() < end)
        {
            var start = Clocks.Wall();
            await run();
            var took = Clocks.Wall() - start;
            if (took < fastest) fastest = took;
        }

        return (int)Math.Max(1, effort.Slice / fastest);
    }

    private static async Task<double> CostAsync(Func<Task> run, int times)
    {
        var start = Clocks.Processor();
        for (var time = 0; time < times; time++) await run();
        return (Clocks.Processor() - start).TotalMicroseconds / times;
    }
}
