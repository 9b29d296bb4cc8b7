using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Consumer;

/// <summary>How fast a backlog is worked off at several latencies, with how many calls and how much memory; beside the naive loop.</summary>
internal static class RateFigures
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _long = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ConsumerEffort effort)
    {
        var bodies = OrderMessages.OfDistinctOrders(effort.Messages);
        // Without latency the compiler gets as many messages as it needs.
        for (var end = Clocks.Processor() + effort.WarmUp; Clocks.Processor() < end;) await RunAsync(TimeSpan.Zero, effort.Messages);
        for (var end = Clocks.Processor() + effort.WarmUp; Clocks.Processor() < end;) await NaiveAsync(TimeSpan.Zero, effort.Messages);
        var (immediate, soon, late) = (new List<ConsumerRun>(), new List<ConsumerRun>(), new List<ConsumerRun>());
        var scoped = new List<ConsumerRun>();
        var (naive, naiveSoon, own) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
        {
            immediate.Add(await RunAsync(TimeSpan.Zero, effort.MessagesAtOnce));
            scoped.Add(await RunAsync(TimeSpan.Zero, effort.MessagesAtOnce, isScoped: true));
            soon.Add(await RunAsync(_short, effort.Messages));
            late.Add(await RunAsync(_long, effort.Messages));
            naive.Add(await NaiveAsync(TimeSpan.Zero, effort.Messages));
            naiveSoon.Add(await NaiveAsync(_short, 100));
            own.Add(await OwnBytesAsync());
        }

        var calls = new[] { immediate, soon, late }.Max(runs => Median.Of(runs.Select(run => (double)run.Calls / run.Messages)));
        return
        [
            Rate("rate_0ms", immediate, 150_000),
            Rate("rate_5ms", soon, 20_000),
            Rate("rate_20ms", late, 8_000),
            new("calls_per_message", calls, "calls", Target.AtMost(0.22)),
            new("alloc_per_message", BytesOf(immediate), "bytes", Target.AtMost(1_000)),
            new("alloc_per_message_scoped", BytesOf(scoped), "bytes"),
            new("naive_rate_0ms", Median.Of(naive), "messages/s"),
            new("naive_rate_5ms", Median.Of(naiveSoon), "messages/s"),
            new("naive_ratio_0ms", Median.Of(immediate.Select((run, round) => run.Rate / naive[round])), "× naive rate", Target.AtLeast(1)),
            new("naive_ratio_5ms", Median.Of(soon.Select((run, round) => run.Rate / naiveSoon[round])), "× naive rate"),
        ];

        double BytesOf(List<ConsumerRun> runs) => Median.Of(runs.Select(run => (double)run.AllocatedBytes / run.Messages)) - Median.Of(own);

        async Task<ConsumerRun> RunAsync(TimeSpan latency, int messages, bool isScoped = false)
        {
            var (sqs, backlog) = Queue(latency, messages);
            using (sqs) return await ConsumerRun.MeasureAsync(sqs, backlog, effort.Limit, isScoped);
        }

        async Task<double> NaiveAsync(TimeSpan latency, int messages)
        {
            var (sqs, backlog) = Queue(latency, messages);
            using (sqs) return await NaiveLoop.RateAsync(sqs, backlog);
        }

        async Task<double> OwnBytesAsync()
        {
            // What the consumer asks for decides what the stand-in makes.
            var (used, some) = Queue(TimeSpan.Zero, 1_000);
            var (sqs, backlog) = Queue(TimeSpan.Zero, effort.MessagesAtOnce);
            using (used)
            using (sqs)
            {
                await ConsumerRun.MeasureAsync(used, some, effort.Limit);
                return (double)await BareDrain.AllocatedAsync(sqs, used.LastReceive!) / backlog.Count;
            }
        }

        (StandInSqs Sqs, Backlog Backlog) Queue(TimeSpan latency, int messages)
        {
            var backlog = new Backlog(bodies, messages, TimeProvider.System);
            return (new StandInSqs(backlog, latency, TimeProvider.System), backlog);
        }
    }

    private static Figure Rate(string name, List<ConsumerRun> runs, double target) =>
        new(name, Median.Of(runs.Select(run => run.Rate)), "messages/s", Target.AtLeast(target));
}
