using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Consumer;

/// <summary>How much more memory a long backlog takes at its peak than one of 10,000 messages.</summary>
internal static class MemoryFigure
{
    private const int Few = 10_000;

    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    public static async Task<Figure> MeasureAsync(ConsumerEffort effort)
    {
        var bodies = OrderMessages.OfDistinctOrders(Few);
        var few = 0L;
        for (var round = 0; round < 5; round++) few = Math.Max(few, await PeakAsync(bodies, Few));
        var many = await PeakAsync(bodies, effort.ManyMessages);
        return new Figure("memory_growth", (many - few) / 1024.0, "KB more at most", Target.AtMost(4_096));
    }

    /// <returns>The most bytes that were in use during a run, minus those before it.</returns>
    private static async Task<long> PeakAsync(string[] bodies, int messages)
    {
        var backlog = new Backlog(bodies, messages, TimeProvider.System);
        using var sqs = new StandInSqs(backlog, TimeSpan.Zero, TimeProvider.System);
        var before = InUse();
        var run = ConsumerRun.MeasureAsync(sqs, backlog, _patience);
        var peak = 0L;
        while (!run.IsCompleted)
        {
            peak = Math.Max(peak, InUse());
            await Task.WhenAny(run, Task.Delay(_between, TimeProvider.System));
        }

        var done = await run;
        return done.Messages == messages ? peak - before : throw new InvalidOperationException($"Only {done.Messages} of {messages} messages were done.");
    }

    /// <summary>What a collection leaves, without what other threads allocate a moment later.</summary>
    private static long InUse()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        var left = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return left.HeapSizeBytes - left.FragmentedBytes;
    }
}
