using Cdc.Benchmarks.Measuring;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Benchmarks.Consumer;

/// <summary>
/// How fast messages of other keys are handled while every tenth message is of one of four keys whose messages take seconds each, over the same without slow keys:
/// from the second second on, so that slow ones have ended before.
/// </summary>
internal static class SlowKeysFigure
{
    private const int Every = 10;
    private const int SlowKeys = 4;
    private const int Messages = 1_000_000;

    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _latency = TimeSpan.FromMilliseconds(20);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ConsumerEffort effort)
    {
        var without = OrderMessages.OfDistinctOrders(effort.Messages);
        var with = without.Select((body, number) => number % Every == 0 ? OrderMessages.Write(Orders.Id(number / Every % SlowKeys * Every), number) : body).ToArray();
        var (ratios, least) = (new List<double>(), double.PositiveInfinity);
        for (var round = 0; round < (effort.Rounds + 1) / 4; round++)
        {
            var slowed = await OthersAsync(with, isSlow: true, effort.SlowSeconds);
            ratios.Add(slowed.Average() / (await OthersAsync(without, isSlow: false, effort.SlowSeconds)).Average());
            least = Math.Min(least, slowed.Min());
        }

        return
        [
            new("slow_keys", ratios.Average(), "× without them", Target.AtLeast(0.9)),
            new("slow_keys_least", least, "messages in a second", Target.AtLeast(1)),
        ];
    }

    /// <returns>How many messages of the keys that are not slow are handled in each second, but for the first.</returns>
    private static async Task<int[]> OthersAsync(string[] bodies, bool isSlow, int seconds)
    {
        var handled = new HandledCount();
        using var sqs = new StandInSqs(new Backlog(bodies, Messages, TimeProvider.System), _latency, TimeProvider.System);
        using var host = ConsumerRun.HostOf(sqs, services => services.AddCdcConsumer<string>("orders").Handle((context, cancellationToken) =>
        {
            var number = Orders.NumberOf(context.Key);
            if (number % Every != 0) handled.Add();
            return isSlow && number < SlowKeys * Every && number % Every == 0 ? Task.Delay(_second, TimeProvider.System, cancellationToken) : Task.CompletedTask;
        }));
        await host.StartAsync();
        await Task.Delay(_second, TimeProvider.System);
        var counts = new int[seconds];
        var before = handled.Value;
        for (var second = 0; second < seconds; second++)
        {
            await Task.Delay(_second, TimeProvider.System);
            counts[second] = handled.Value - before;
            before += counts[second];
        }

        await host.StopAsync(new CancellationToken(canceled: true));
        return counts;
    }
}
