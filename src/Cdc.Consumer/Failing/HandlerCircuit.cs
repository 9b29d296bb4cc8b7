using Cdc.Consumer.Logging;
using Cdc.Waiting;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Failing;

/// <summary>Knows whether every message fails or cannot be read: then nothing is gained by receiving more.</summary>
internal sealed class HandlerCircuit(ILogger logger)
{
    /// <summary>After how many failures in a row the circuit opens.</summary>
    public const int Threshold = 10;

    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private int _failures;
    private int _pauses;

    /// <summary>Whether the last messages all failed: then a single message is received after each pause, to try.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= Threshold;

    public void Failed()
    {
        if (Interlocked.Increment(ref _failures) == Threshold) logger.CircuitOpened(Threshold);
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref _failures) == 0 || Interlocked.Exchange(ref _failures, 0) < Threshold) return;
        Volatile.Write(ref _pauses, 0);
        logger.CircuitClosed();
    }

    /// <summary>Says how long to wait before the next try: longer each time.</summary>
    public TimeSpan NextPause() => Backoff.After(Interlocked.Increment(ref _pauses), ShortestPause, LongestPause, random: 0);
}
