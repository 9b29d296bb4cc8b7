namespace Cdc.Benchmarks.Measuring;

/// <summary>Compares the processor time of two ways in one process by turns, so that what else the machine does meets both.</summary>
internal sealed class Comparison(Effort effort)
{
    /// <returns>What the first costs over what the second costs: the median of the rounds' ratios.</returns>
    public async Task<double> RatioAsync(Func<Task> first, Func<Task> second)
    {
        var (firstTimes, secondTimes) = (await WarmUpAsync(first), await WarmUpAsync(second));
        var ratios = new List<double>(effort.Rounds);
        for (var round = 0; round < effort.Rounds; round++)
        {
            // Neither is always the one that finds what the other left to the collector.
            double firstCost, secondCost;
            if (round % 2 == 0) (firstCost, secondCost) = (await CostAsync(first, firstTimes), await CostAsync(second, secondTimes));
            else (secondCost, firstCost) = (await CostAsync(second, secondTimes), await CostAsync(first, firstTimes));
            ratios.Add(firstCost / secondCost);
        }

        return Median.Of(ratios);
    }

    /// <returns>How often it runs in a slice, from the fastest run, as the first ones are slow.</returns>
    private async Task<int> WarmUpAsync(Func<Task> run)
    {
        var fastest = TimeSpan.MaxValue;
        var end = Clocks.Processor() + effort.WarmUp;
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
