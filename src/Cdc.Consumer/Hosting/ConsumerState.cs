using Cdc.Consumer.Handling;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Marks;
using Cdc.Consumer.Ordering;
using Cdc.Consumer.Receiving;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Hosting;

/// <summary>Whether a consumer is to receive, and whether it does: what its controller and its health check share with it.</summary>
internal sealed class ConsumerState(string name, TimeProvider time, ILogger logger) : IReceiveState
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _resumed;
    private long _lastReceiveAt;
    private Probe? _probe;
    private volatile bool _isStopping;

    public string Name { get; } = name;

    /// <summary>Knows of changes that marks leave out; null where nobody tells.</summary>
    public StaleChanges? Stale { get; init; }

    public bool IsPaused
    {
        get
        {
            lock (_gate) return _resumed is not null;
        }
    }

    /// <summary>How many messages are held.</summary>
    public int Held => _probe?.Dispatcher.Load.Held ?? 0;

    /// <summary>Whether nothing is received as there is work enough.</summary>
    public bool IsFull => _probe?.Dispatcher.IsFull ?? false;

    public void Pause()
    {
        lock (_gate)
        {
            if (_resumed is not null) return;
            _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        logger.Paused();
    }

    public void Resume()
    {
        lock (_gate)
        {
            if (_resumed is null) return;
            Received();
            _resumed.SetResult();
            _resumed = null;
        }

        logger.Resumed();
    }

    /// <summary>Waits while the consumer is paused.</summary>
    public Task UntilResumedAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _resumed?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>Says what to look at for the health of the consumer, which begins to receive.</summary>
    public void Started(Probe probe)
    {
        Received();
        _probe = probe;
    }

    /// <summary>Says that a receive succeeded, or that none was to be made until now.</summary>
    public void Received() => Volatile.Write(ref _lastReceiveAt, time.GetTimestamp());

    /// <summary>Says that the consumer stops: that it receives nothing is no fault.</summary>
    public void Stopping() => _isStopping = true;

    public (HealthStatus Status, string Description) Check()
    {
        if (_probe is not { } probe) return (HealthStatus.Healthy, "has not started");
        if (probe.Dispatcher.Overdue is > 0 and var stuck)
            return (HealthStatus.Unhealthy, $"{stuck} handlers run longer than MaxProcessingTime and do not heed their cancellation");
        if (_isStopping) return (HealthStatus.Healthy, "is stopping");
        if (IsPaused) return (HealthStatus.Healthy, "is paused");
        var quiet = time.GetElapsedTime(Volatile.Read(ref _lastReceiveAt));
        if (quiet > probe.UnhealthyAfter && !probe.Dispatcher.IsFull)
            return (HealthStatus.Unhealthy, FormattableString.Invariant($"no receive has succeeded for {quiet.TotalSeconds:F0} seconds"));
        return probe.Circuit.IsOpen ? (HealthStatus.Degraded, "every change fails or cannot be read") : (HealthStatus.Healthy, "receives");
    }

    /// <param name="UnhealthyAfter">How long receives may fail.</param>
    /// <param name="Dispatcher">Knows what is held, whether there is work enough, and of handlers that are stuck.</param>
    /// <param name="Circuit">Knows of handlers that fail.</param>
    internal sealed record Probe(TimeSpan UnhealthyAfter, Dispatcher Dispatcher, HandlerCircuit Circuit);
}
