using Cdc.Benchmarks.Measuring;
using Cdc.Publisher;

namespace Cdc.Benchmarks.Publisher;

/// <summary>What it takes to get from an event's bytes to ready calls: time over that of a bare walk, memory, and the number of calls.</summary>
internal static class ScanFigures
{
    private const int Records = 100;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Effort effort)
    {
        var sns = new InstantSns();
        var publisher = Topic.Publisher(sns);
        var withImages = OrderEvents.Write(Records, images: true);
        var keysOnly = OrderEvents.Write(Records, images: false);
        return
        [
            new("image_bytes", OrderEvents.ImageBytes(), "bytes"),
            new("scan_ratio", await RatioAsync(publisher, withImages, effort), "× bare walk", Target.AtMost(2)),
            new("scan_ratio_keys_only", await RatioAsync(publisher, keysOnly, effort), "× bare walk"),
            new("alloc_per_record", await Allocation.LeastAsync(() => publisher.PublishAsync(withImages, Records), effort.Rounds) / Records, "bytes", Target.AtMost(64)),
            new("calls_per_record", await CallsAsync(publisher, sns, withImages), "calls", Target.AtMost(0.1)),
        ];
    }

    private static async Task<double> RatioAsync(CdcPublisher publisher, byte[] orders, Effort effort)
    {
        var compared = await new Comparison(effort).RunAsync(
            () => publisher.PublishAsync(orders, Records),
            () => JsonWalk.Count(orders) > 0 ? Task.CompletedTask : throw new InvalidOperationException("There is nothing to walk."));
        return compared.Ratio;
    }

    private static async Task<double> CallsAsync(CdcPublisher publisher, InstantSns sns, byte[] orders)
    {
        var before = sns.Calls;
        await publisher.PublishAsync(orders, Records);
        return (double)(sns.Calls - before) / Records;
    }
}
