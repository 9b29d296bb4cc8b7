using Cdc.Consumer.Logging;
using Cdc.Retries;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Handling;

/// <summary>Knows whether every change fails or no message can be read: then nothing is gained by receiving more.</summary>
/// <remarks>
/// What is settled without the handler (rejected, stale, unreadable and deleted) says nothing of the handler, so it does not close the circuit. But it is work
/// that gets done: it keeps the circuit from opening, and ends the pause of one that is open.
/// </remarks>
internal sealed class HandlerCircuit(ILogger logger)
{
    /// <summary>After how many failures in a row the circuit opens.</summary>
    public const int Threshold = 10;

    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private TaskCompletionSource? _settled;
    private bool _hasSettled;
    private int _failures;
    private int _pauses;

    /// <summary>Whether the last changes all failed: then a single message is received after each pause, to try.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= Threshold;

    public void Failed()
    {
        lock (_gate)
        {
            _hasSettled = false;
            if (++_failures != Threshold) return;
        }

        logger.CircuitOpened(Threshold);
    }

    /// <summary>Says that a handler did its work.</summary>
    public void Succeeded()
    {
        if (Volatile.Read(ref _failures) == 0) return;
        bool wasOpen;
        lock (_gate)
        {
            wasOpen = _failures >= Threshold;
            (_failures, _pauses) = (0, 0);
            _settled?.TrySetResult();
        }

        if (wasOpen) logger.CircuitClosed();
    }

    /// <summary>Says that a change came to its end without the handler.</summary>
    public void Settled()
    {
        if (Volatile.Read(ref _failures) == 0) return;
        lock (_gate)
        {
            if (_failures < Threshold)
            {
                _failures = 0;
                return;
            }

            (_hasSettled, _pauses) = (true, 0);
            _settled?.TrySetResult();
        }
    }

    /// <summary>Waits before the next try: longer each time, but no longer than until something comes to its end.</summary>
    public async Task PauseAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        TimeSpan pause;
        Task settled;
        lock (_gate)
        {
            if (_hasSettled)
            {
                _hasSettled = false;
                return;
            }

            pause = NextPause();
            if (_settled is null or { Task.IsCompleted: true }) _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            settled = _settled.Task;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(pause, time, over.Token), settled).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        lock (_gate) _hasSettled = false;
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Says how long to wait before the next try: longer each time.</summary>
    public TimeSpan NextPause() => Backoff.After(Interlocked.Increment(ref _pauses), ShortestPause, LongestPause, random: 0);
}
