using Cdc.Benchmarks.Measuring;
using Cdc.Publisher;

namespace Cdc.Benchmarks.Publisher;

/// <summary>What many changes in one message cost: calls, time over that of one message each, memory, and bytes on the wire.</summary>
internal static class PackedFigures
{
    private const int Records = 1_000;

    private const int ChangesPerMessage = 100;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Effort effort)
    {
        var sns = new InstantSns();
        var packed = Topic.Publisher(sns, ChangesPerMessage);
        var single = Topic.Publisher(new InstantSns());
        var keysOnly = OrderEvents.Write(Records, images: false);
        var withImages = OrderEvents.Write(Records, images: true);
        await packed.PublishAsync(keysOnly, Records);
        return
        [
            new("packed_calls_per_change", (double)sns.Calls / Records, "calls", Target.AtMost(0.002)),
            new("packed_bytes", await ArraySns.BytesAsync(keysOnly, Records, ChangesPerMessage), "bytes a change in the array"),
            new("single_bytes", await ArraySns.BytesAsync(keysOnly, Records, changesPerMessage: 1), "bytes a message"),
            new("packed_cpu_ratio", await RatioAsync(packed, single, keysOnly, effort), "× one a message", Target.AtMost(1)),
            new("packed_alloc", await Allocation.LeastAsync(() => packed.PublishAsync(withImages, Records), effort.Rounds) / Records, "bytes", Target.AtMost(64)),
        ];
    }

    private static async Task<double> RatioAsync(CdcPublisher packed, CdcPublisher single, byte[] orders, Effort effort) =>
        (await new Comparison(effort).RunAsync(() => packed.PublishAsync(orders, Records), () => single.PublishAsync(orders, Records))).Ratio;

    /// <summary>Takes messages as objects, and counts their bytes.</summary>
    private sealed class ArraySns : ISnsPublisher
    {
        private long _bytes;

        /// <returns>How many bytes of messages a change is, with its share of the array's brackets and commas; attributes are not in it.</returns>
        public static async Task<double> BytesAsync(byte[] orders, int records, int changesPerMessage)
        {
            var sns = new ArraySns();
            await Topic.Publisher(sns, changesPerMessage).PublishAsync(orders, records);
            return (double)sns._bytes / records;
        }

        public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _bytes, entries.Sum(entry => System.Text.Encoding.UTF8.GetByteCount(entry.Message)));
            return Task.FromResult<IReadOnlyList<SnsFailure>>([]);
        }
    }
}
