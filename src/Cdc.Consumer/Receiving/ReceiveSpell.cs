using Cdc.Consumer.Logging;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Receiving;

/// <summary>Counts the receives that failed in a row, and tells of them once.</summary>
internal sealed class ReceiveSpell(string queue, ILogger logger)
{
    private readonly Lock _gate = new();
    private int _failures;
    private string? _reported;

    /// <summary>Whether the last receive failed.</summary>
    public bool IsFailing => Volatile.Read(ref _failures) > 0;

    /// <returns>How long to wait before the next receive.</returns>
    public TimeSpan Failed(Exception error)
    {
        // One line for a spell of failures, and one more when their cause changes.
        var advice = SqsFault.Advice(error);
        lock (_gate)
        {
            if (_reported != advice) logger.ReceiveFailed(error, queue, advice);
            _reported = advice;
#pragma warning disable CA5394 // Jitter is no secret.
            return ReceiveBackoff.After(++_failures, Random.Shared.NextDouble());
#pragma warning restore CA5394
        }
    }

    public void Recovered()
    {
        if (!IsFailing) return;
        lock (_gate)
        {
            if (_failures > 0) logger.ReceiveRecovered(queue, _failures);
            _failures = 0;
            _reported = null;
        }
    }
}
