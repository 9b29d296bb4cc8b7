using OrdersDemo.Parts;

namespace OrdersDemo.Feed;

/// <summary>Measures the flow once a second, and remembers the last two minutes.</summary>
internal sealed class DemoMeter : IAsyncDisposable
{
    private const int Remembered = 120;

    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    private readonly DemoFeed _feed;
    private readonly DemoQueues? _queues;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private readonly Queue<MeterSample> _samples = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <param name="feed">What is measured.</param>
    /// <param name="queues">The queues; null where the demo does not see them.</param>
    /// <param name="timeProvider">The clock.</param>
    public DemoMeter(DemoFeed feed, DemoQueues? queues, TimeProvider timeProvider)
    {
        (_feed, _queues, _timeProvider) = (feed, queues, timeProvider);
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>The samples after a number, the oldest first.</summary>
    public IReadOnlyList<MeterSample> Since(long number)
    {
        lock (_gate) return [.. _samples.Where(sample => sample.Number > number)];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>The nearest rank: with few values the 99th percentile is the largest.</summary>
    public static double? Percentile(List<double> sorted, int percent) =>
        sorted.Count == 0 ? null : sorted[(int)Math.Ceiling(sorted.Count * percent / 100.0) - 1];

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_every, _timeProvider);
        var (before, at, number) = (_feed.Totals, _timeProvider.GetTimestamp(), 0L);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var depths = _queues is null ? default : await _queues.LookAsync(_feed, cancellationToken);
            var (totals, seconds) = (_feed.Totals, _timeProvider.GetElapsedTime(at).TotalSeconds);
            at = _timeProvider.GetTimestamp();
            var lags = _feed.TakeLags();
            lags.Sort();
            var sample = new MeterSample(
                ++number,
                (totals.Written - before.Written) / seconds,
                (totals.Handled - before.Handled) / seconds,
                Percentile(lags, 50),
                Percentile(lags, 99),
                depths.Queued,
                depths.DeadLetters,
                totals);
            before = totals;
            lock (_gate)
            {
                if (_samples.Count == Remembered) _samples.Dequeue();
                _samples.Enqueue(sample);
            }
        }
    }
}
