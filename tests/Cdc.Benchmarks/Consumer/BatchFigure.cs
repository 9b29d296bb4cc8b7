using Cdc.Benchmarks.Measuring;
using Cdc.Consumer;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Benchmarks.Consumer;

/// <summary>How fast packed messages are worked off by a handler of batches, at 20 ms a call.</summary>
internal static class BatchFigure
{
    private const int ChangesPerMessage = 100;

    private static readonly TimeSpan _latency = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ConsumerEffort effort)
    {
        var bodies = OrderMessages.OfDistinctOrders(effort.Messages).Chunk(ChangesPerMessage).Select(changes => $"[{string.Join(',', changes)}]").ToArray();
        // So many that the time until receives are many hardly matters.
        var messages = effort.MessagesAtOnce / 10;
        for (var end = Clocks.Processor() + effort.WarmUp; Clocks.Processor() < end;) await RunAsync(bodies, bodies.Length, effort.Limit);
        var runs = new List<(double Rate, double PerBatch)>();
        for (var round = 0; round < effort.Rounds; round++) runs.Add(await RunAsync(bodies, messages, effort.Limit));
        return
        [
            new("batch_rate_20ms", Median.Of(runs.Select(run => run.Rate)), "changes/s", Target.AtLeast(300_000)),
            new("changes_per_batch", Median.Of(runs.Select(run => run.PerBatch)), "changes"),
        ];
    }

    private static async Task<(double Rate, double PerBatch)> RunAsync(string[] bodies, int messages, TimeSpan limit)
    {
        var handled = new HandledCount();
        var batches = new HandledCount();
        var backlog = new Backlog(bodies, messages, TimeProvider.System);
        using var sqs = new StandInSqs(backlog, _latency, TimeProvider.System);
        using var host = ConsumerRun.HostOf(sqs, services => services.AddCdcConsumer<string>("orders").HandleBatches((batch, _) =>
        {
            batches.Add();
            handled.Add(batch.Count);
            return Task.FromResult(CdcBatchResult.AllHandled);
        }));
        var start = Clocks.Wall();
        await host.StartAsync();
        await Task.WhenAny(backlog.AllDeleted, Task.Delay(limit, TimeProvider.System));
        var took = Clocks.Wall() - start;
        var deleted = backlog.Deleted * ChangesPerMessage;
        await host.StopAsync();
        return handled.Value >= deleted
            ? (deleted / took.TotalSeconds, (double)handled.Value / batches.Value)
            : throw new InvalidOperationException($"{deleted} changes were deleted and {handled.Value} handled.");
    }
}
