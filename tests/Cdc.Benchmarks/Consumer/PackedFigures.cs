using Cdc.Benchmarks.Measuring;
using Cdc.Consumer;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Benchmarks.Consumer;

/// <summary>How fast messages of 100 changes each are worked off, by a handler of single changes and by one of batches; and what a change of them costs.</summary>
internal static class PackedFigures
{
    private const int ChangesPerMessage = 100;

    private static readonly TimeSpan _latency = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ConsumerEffort effort)
    {
        var single = OrderMessages.OfDistinctOrders(effort.Messages);
        var packed = single.Chunk(ChangesPerMessage).Select(changes => $"[{string.Join(',', changes)}]").ToArray();
        // So many that the time until receives are many hardly matters.
        var messages = effort.MessagesAtOnce / 10;
        for (var end = Clocks.Processor() + effort.WarmUp; Clocks.Processor() < end;)
        {
            await RunAsync(packed, packed.Length, TimeSpan.Zero, effort.Limit, HandleEach);
            await RunAsync(packed, packed.Length, TimeSpan.Zero, effort.Limit, HandleBatches);
            await RunAsync(single, single.Length, TimeSpan.Zero, effort.Limit, HandleEach);
        }

        var (each, batches, costs) = (new List<PackedRun>(), new List<PackedRun>(), new List<double>());
        var (bytes, own) = (new List<double>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
        {
            each.Add(await RunAsync(packed, messages, _latency, effort.Limit, HandleEach));
            batches.Add(await RunAsync(packed, messages, _latency, effort.Limit, HandleBatches));
            var alone = await RunAsync(single, effort.Messages, _latency, effort.Limit, HandleEach);
            costs.Add(each[^1].Processor / each[^1].Changes / (alone.Processor / alone.Changes));
            // So many that what grows with the first of them hardly matters.
            var together = await RunAsync(packed, 2 * messages, TimeSpan.Zero, effort.Limit, HandleEach);
            bytes.Add(together.AllocatedBytes / (double)together.Changes);
            own.Add(await OwnBytesAsync(packed, messages, effort.Limit) / (double)(messages * ChangesPerMessage));
        }

        return
        [
            new("packed_rate_20ms", Median.Of(each.Select(run => run.Rate)), "changes/s", Target.AtLeast(300_000)),
            new("batch_rate_20ms", Median.Of(batches.Select(run => run.Rate)), "changes/s", Target.AtLeast(300_000)),
            new("changes_per_batch", Median.Of(batches.Select(run => (double)run.Changes / run.Calls)), "changes"),
            new("cpu_per_change", Median.Of(costs), "× alone in a message", Target.AtMost(0.5)),
            new("alloc_per_change", Median.Of(bytes) - Median.Of(own), "bytes", Target.AtMost(500)),
        ];
    }

    private static void HandleEach(CdcConsumerBuilder<string> consumer, Counts counts) => consumer.Handle((_, _) =>
    {
        counts.Changes.Add();
        return Task.CompletedTask;
    });

    private static void HandleBatches(CdcConsumerBuilder<string> consumer, Counts counts) => consumer.HandleBatches((batch, _) =>
    {
        counts.Calls.Add();
        counts.Changes.Add(batch.Count);
        return Task.FromResult(CdcBatchResult.AllHandled);
    });

    private static async Task<PackedRun> RunAsync(
        string[] bodies, int messages, TimeSpan latency, TimeSpan limit, Action<CdcConsumerBuilder<string>, Counts> handle)
    {
        var counts = new Counts(new HandledCount(), new HandledCount());
        var backlog = new Backlog(bodies, messages, TimeProvider.System);
        using var sqs = new StandInSqs(backlog, latency, TimeProvider.System);
        using var host = ConsumerRun.HostOf(sqs, services => handle(services.AddCdcConsumer<string>("orders"), counts));
        var (allocated, processor, start) = (GC.GetTotalAllocatedBytes(precise: true), Clocks.Processor(), Clocks.Wall());
        await host.StartAsync();
        await Task.WhenAny(backlog.AllDeleted, Task.Delay(limit, TimeProvider.System));
        var took = Clocks.Wall() - start;
        var changes = backlog.Deleted * (bodies[0][0] == '[' ? ChangesPerMessage : 1);
        var run = new PackedRun(
            changes, counts.Calls.Value, changes / took.TotalSeconds, Clocks.Processor() - processor, GC.GetTotalAllocatedBytes(precise: true) - allocated);
        await host.StopAsync();
        return counts.Changes.Value >= changes ? run : throw new InvalidOperationException($"{changes} changes were deleted and {counts.Changes.Value} handled.");
    }

    private static async Task<long> OwnBytesAsync(string[] bodies, int messages, TimeSpan limit)
    {
        // What the consumer asks for decides what the stand-in makes.
        using var used = new StandInSqs(new Backlog(bodies, bodies.Length, TimeProvider.System), TimeSpan.Zero, TimeProvider.System);
        using var host = ConsumerRun.HostOf(used, services => HandleEach(services.AddCdcConsumer<string>("orders"), new Counts(new HandledCount(), new HandledCount())));
        await host.StartAsync();
        for (var end = Clocks.Wall() + limit; used.LastReceive is null && Clocks.Wall() < end;) await Task.Yield();
        await host.StopAsync();
        using var sqs = new StandInSqs(new Backlog(bodies, messages, TimeProvider.System), TimeSpan.Zero, TimeProvider.System);
        return await BareDrain.AllocatedAsync(sqs, used.LastReceive!);
    }

    private sealed record Counts(HandledCount Changes, HandledCount Calls);

    private sealed record PackedRun(int Changes, int Calls, double Rate, TimeSpan Processor, long AllocatedBytes);
}
