using Cdc.Benchmarks.Measuring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Benchmarks.Consumer;

/// <summary>How many calls a minute an empty queue costs. The clock is moved by ten minutes; they begin two minutes after some messages.</summary>
internal static class IdleFigure
{
    private const int Minutes = 10;

    public static async Task<Figure> MeasureAsync()
    {
        var time = new FakeTimeProvider();
        var backlog = new Backlog(OrderMessages.OfDistinctOrders(1_000), 1_000, time);
        using var sqs = new StandInSqs(backlog, TimeSpan.Zero, time);
        using var host = ConsumerRun.HostOf<CountingHandler>(sqs, services => services.AddSingleton(new HandledCount()).AddSingleton<TimeProvider>(time));
        await host.StartAsync();
        await MoveAsync(time, sqs, TimeSpan.FromMinutes(2));
        if (backlog.Deleted != backlog.Count) throw new InvalidOperationException($"The queue is not empty: {backlog.Deleted} of {backlog.Count} messages are deleted.");
        var before = sqs.Calls;
        await MoveAsync(time, sqs, TimeSpan.FromMinutes(Minutes));
        var calls = sqs.Calls - before;
        await host.StopAsync();
        return new Figure("idle_calls_per_minute", (double)calls / Minutes, "calls", Target.AtMost(3));
    }

    private static async Task MoveAsync(FakeTimeProvider time, StandInSqs sqs, TimeSpan duration)
    {
        for (var moved = TimeSpan.Zero; moved < duration; moved += TimeSpan.FromSeconds(1))
        {
            time.Advance(TimeSpan.FromSeconds(1));
            // A loop whose poll has ended makes its next one before the clock moves on, if it makes one now at all.
            for (var look = 0; look < 20 && (look < 2 || sqs.OpenPolls == 0); look++) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
