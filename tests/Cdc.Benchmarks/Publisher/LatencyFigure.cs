using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Publisher;

/// <summary>How long 1,000 records take where a call takes 20 ms, over the time of one call.</summary>
internal static class LatencyFigure
{
    private const int Records = 1_000;

    public static async Task<Figure> MeasureAsync(Effort effort)
    {
        var orders = OrderEvents.Write(Records, images: false);
        var ratios = new List<double>();
        for (var round = 0; round <= effort.Starts; round++)
        {
            var sns = new SlowSns(TimeSpan.FromMilliseconds(20));
            var publisher = Topic.Publisher(sns);
            var start = Clocks.Wall();
            await publisher.PublishAsync(orders, Records);
            var took = (Clocks.Wall() - start).TotalMilliseconds;
            // The first round warms up.
            if (round > 0) ratios.Add(took / sns.MedianCall);
        }

        return new Figure("latency_1000", Median.Of(ratios), "× one call", Target.AtMost(15));
    }
}
