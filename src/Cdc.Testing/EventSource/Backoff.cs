using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>The wait before the next try. It doubles with each try that makes no progress.</summary>
internal sealed class Backoff(TimeSpan first, TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _tries;

    /// <summary>How long the next wait is.</summary>
    public TimeSpan Delay => first * Math.Pow(2, _tries) is var delay && delay < Longest ? delay : Longest;

    public void Reset() => _tries = 0;

    /// <summary>Does something once. If it fails, this logs the failure and waits.</summary>
    /// <param name="once">What to do; it resets this when it makes progress.</param>
    /// <param name="place">What is read, for the log.</param>
    /// <param name="logger">Where a failure is logged; what the logger throws comes through.</param>
    /// <param name="stopping">Ends both.</param>
    /// <returns>Whether to go on; only stopping says no.</returns>
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
#pragma warning disable CA1031 // Stopping cuts the call off, and each client throws something else then.
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
