using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>The wait before the next try: twice as long after each one that got nowhere.</summary>
internal sealed class Backoff(TimeSpan first, TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _tries;

    /// <summary>How long the next wait is.</summary>
    public TimeSpan Delay => first * Math.Pow(2, _tries) is var delay && delay < Longest ? delay : Longest;

    public void Reset() => _tries = 0;

    /// <summary>Does something once; where that fails, tells it and waits.</summary>
    /// <param name="once">What to do; it resets this where it got on.</param>
    /// <param name="place">What is read, for the log.</param>
    /// <param name="logger">Where a failure is told; what it throws comes through.</param>
    /// <param name="stopping">Ends both.</param>
    /// <returns>Whether to go on; no failure but that of the logger ends it.</returns>
    public async Task<bool> TryAsync(Func<Task> once, string place, ILogger logger, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested) return false;
        try
        {
            await once().ConfigureAwait(false);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            MappingLog.ReadFailed(logger, error, place, Delay.TotalMilliseconds);
            await WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
#pragma warning disable CA1031 // However a call takes being cut off, it was told to.
        catch (Exception) when (stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }

        return !stopping.IsCancellationRequested;
    }

    /// <exception cref="OperationCanceledException">The mapping stops.</exception>
    public async Task WaitAsync(CancellationToken stopping)
    {
        await Task.Delay(Delay, time, stopping).ConfigureAwait(false);
        _tries = Delay < Longest ? _tries + 1 : _tries;
    }
}
