namespace OrdersDemo.Load;

/// <summary>Places, pays and deletes orders at a rate, until it is stopped.</summary>
internal sealed class LoadRun(DemoChain chain, LoadRate rate, TimeProvider timeProvider)
{
    // Enough for a thousand changes a second that take some tens of milliseconds each. Beyond it a slow API slows the load down, and memory does not grow.
    private const int MaxAtOnce = 64;

    /// <summary>How long changes may take to arrive after the load has ended.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(10);

    private int _failed;
    private volatile string? _lastFailure;

    /// <summary>How many orders' lives ended early because the API refused something.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <returns>A task that ends when the load was stopped and what was under way has arrived, or <see cref="Patience"/> later.</returns>
    public async Task RunAsync(LoadConsole console, CancellationToken stopping)
    {
        var started = timeProvider.GetTimestamp();
        using var http = new HttpClient { BaseAddress = chain.ApiUrl };
        var life = new OrderLife(http);
        using var room = new SemaphoreSlim(MaxAtOnce);
        var (lives, rested) = (0L, TimeSpan.Zero);
        using (var timer = new PeriodicTimer(_step, timeProvider))
        {
            while (await NextAsync(timer, stopping))
            {
                var elapsed = timeProvider.GetElapsedTime(started);
                for (var due = LivesDue(elapsed - rested); lives < due && !stopping.IsCancellationRequested; lives++)
                {
                    if (room.Wait(0, CancellationToken.None))
                    {
                        _ = LiveAsync(life, room, lives);
                        continue;
                    }

                    // The load does not make up later for what there was no room for: that would be a burst, not a rate.
                    rested = elapsed - TimeOf(lives);
                    break;
                }

                console.Show(chain.Meter.Since, Failed, _lastFailure);
            }
        }

        var (written, lasted) = (chain.Feed.Totals.Written, timeProvider.GetElapsedTime(started));
        for (var ended = 0; ended < MaxAtOnce; ended++) await room.WaitAsync(CancellationToken.None);
        await ArriveAsync();
        await console.SummarizeAsync(chain.Feed.Totals, written / lasted.TotalSeconds, Failed, _lastFailure);
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private long LivesDue(TimeSpan elapsed) => (long)(elapsed.TotalSeconds * rate.PerSecond / OrderLife.Operations.Count);

    private TimeSpan TimeOf(long lives) => TimeSpan.FromSeconds((double)lives * OrderLife.Operations.Count / rate.PerSecond);

    private async Task LiveAsync(OrderLife life, SemaphoreSlim room, long number)
    {
        try
        {
            await life.LiveAsync($"Customer {number}", CancellationToken.None);
        }
        catch (Exception failure) when (failure is DemoException or HttpRequestException or OperationCanceledException)
        {
            Interlocked.Increment(ref _failed);
            _lastFailure = failure.Message;
        }
        finally
        {
            room.Release();
        }
    }

    private async Task ArriveAsync()
    {
        var stopped = timeProvider.GetTimestamp();
        while (chain.Feed.Totals is { } totals && totals.Handled + totals.Absorbed < totals.Written && timeProvider.GetElapsedTime(stopped) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(50), timeProvider, CancellationToken.None);
    }
}
