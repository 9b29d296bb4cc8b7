using Cdc.Consumer.Logging;
using Cdc.Consumer.Sqs;
using Cdc.Retries;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Receiving;

/// <summary>Counts the receives that failed in a row, and tells of them once.</summary>
internal sealed class ReceiveSpell(string queue, ILogger logger)
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(400);
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

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
            return Backoff.After(++_failures, FirstPause, LongestPause, Random.Shared.NextDouble());
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
