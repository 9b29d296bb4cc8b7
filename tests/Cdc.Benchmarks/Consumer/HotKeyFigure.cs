using Cdc.Benchmarks.Measuring;
using Cdc.Consumer;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Benchmarks.Consumer;

/// <summary>
/// The time that messages of other keys take while every tenth message is of one hot key, whose messages take 5 ms each, over the same time without a hot key.
/// </summary>
internal static class HotKeyFigure
{
    private const int Every = 10;

    private static readonly TimeSpan _handling = TimeSpan.FromMilliseconds(5);
    private static readonly string _hotOrder = Orders.Id(0);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ConsumerEffort effort) =>
    [
        new("hot_key", await RatioAsync(effort, TimeSpan.FromMilliseconds(5)), "× without it", Target.AtMost(1.2)),
        new("hot_key_0ms", await RatioAsync(effort, TimeSpan.Zero), "× without it"),
    ];

    private static async Task<double> RatioAsync(ConsumerEffort effort, TimeSpan latency)
    {
        var without = OrderMessages.OfDistinctOrders(effort.Messages);
        var with = without.Select((body, number) => number % Every == 0 ? OrderMessages.Write(_hotOrder, number) : body).ToArray();
        var ratios = new List<double>();
        for (var round = 0; round < effort.Rounds; round++)
            ratios.Add(await EachOtherAsync(with, isHot: true, latency, effort.Limit) / await EachOtherAsync(without, isHot: false, latency, effort.Limit));
        return Median.Of(ratios);
    }

    /// <returns>The seconds until all messages but every tenth are handled, or the time is over, for each of them that is.</returns>
    private static async Task<double> EachOtherAsync(string[] bodies, bool isHot, TimeSpan latency, TimeSpan limit)
    {
        var others = new Others(bodies.Length, isHot);
        var backlog = new Backlog(bodies, bodies.Length, TimeProvider.System);
        using var sqs = new StandInSqs(backlog, latency, TimeProvider.System);
        using var host = ConsumerRun.HostOf<Handler>(sqs, services => services.AddSingleton(others));
        var start = Clocks.Wall();
        await host.StartAsync();
        await Task.WhenAny(others.AllHandled, Task.Delay(limit, TimeProvider.System));
        var each = (Clocks.Wall() - start).TotalSeconds / others.Count;
        await host.StopAsync();
        return each;
    }

    /// <summary>Counts the handled messages of the keys that are not hot.</summary>
    private sealed class Others(int messages, bool isHot)
    {
        private readonly byte[] _isHandled = new byte[messages];
        private readonly TaskCompletionSource _allHandled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int _all = messages - ((messages + Every - 1) / Every);
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task AllHandled => _allHandled.Task;

        public bool IsHot(int number) => isHot && number == 0;

        public void Handled(int number)
        {
            // A message that is delivered twice counts once.
            if (number % Every == 0 || Interlocked.Exchange(ref _isHandled[number], 1) == 1) return;
            if (Interlocked.Increment(ref _count) == _all) _allHandled.SetResult();
        }
    }

    private sealed class Handler(Others others) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            var number = Orders.NumberOf(context.Key);
            if (others.IsHot(number)) return Task.Delay(_handling, TimeProvider.System, cancellationToken);
            others.Handled(number);
            return Task.CompletedTask;
        }
    }
}
