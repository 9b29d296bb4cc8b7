using Cdc.Worker.Logging;
using Microsoft.Extensions.Logging;

namespace Cdc.Worker.State;

/// <summary>How a worker is: what its controller, its health check and its metrics share with it.</summary>
internal sealed class WorkerState(string name, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ShardState> _shards = new(StringComparer.Ordinal);
    private TaskCompletionSource? _resumed;
    private TimeSpan? _patience;
    private long _leasesSeenAt;
    private long _streamsSeenAt;
    private string _streamFault = "the table's streams cannot be listed";

    public string Name { get; } = name;

    public bool IsPaused
    {
        get
        {
            lock (_gate) return _resumed is not null;
        }
    }

    public int LeasesHeld
    {
        get
        {
            lock (_gate) return _shards.Count;
        }
    }

    public string Condition => _patience is null ? "has not started" : IsPaused ? "is paused" : "gets on";

    public IReadOnlyList<ShardState> Shards
    {
        get
        {
            lock (_gate) return [.. _shards.Values];
        }
    }

    public void Pause()
    {
        lock (_gate)
        {
            if (_resumed is not null) return;
            _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        WorkerLog.Paused(logger);
    }

    public void Resume()
    {
        TaskCompletionSource resumed;
        lock (_gate)
        {
            if (_resumed is null) return;
            (resumed, _resumed) = (_resumed, null);
        }

        foreach (var shard in Shards) shard.Progressed();
        resumed.SetResult();
        WorkerLog.Resumed(logger);
    }

    public Task UntilResumedAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _resumed?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public void Started(TimeSpan patience)
    {
        LeasesSeen();
        StreamsSeen();
        _patience = patience;
    }

    /// <summary>Says that the worker has ended; there is nothing to find fault with any more.</summary>
    public void Stopped() => _patience = null;

    public void LeasesSeen() => Volatile.Write(ref _leasesSeenAt, time.GetTimestamp());

    public void StreamsSeen() => Volatile.Write(ref _streamsSeenAt, time.GetTimestamp());

    public void StreamsMissing(string fault) => _streamFault = fault;

    public ShardState Begin(string shardId, Func<TimeSpan> leaseLeft)
    {
        var shard = new ShardState(shardId, time, leaseLeft);
        lock (_gate) _shards[shardId] = shard;
        return shard;
    }

    public void End(ShardState shard)
    {
        lock (_gate)
        {
            if (_shards.GetValueOrDefault(shard.ShardId) == shard) _shards.Remove(shard.ShardId);
        }
    }

    /// <returns>What is wrong; null where nothing is.</returns>
    public string? Fault()
    {
        if (_patience is not { } patience) return null;
        var shards = Shards;
        if (Since(Volatile.Read(ref _leasesSeenAt)) is var leases && leases > patience) return FormattableString.Invariant($"the leases could not be read for {leases.TotalSeconds:F0} seconds");
        if (shards.FirstOrDefault(shard => shard.LeaseLeft() < -patience) is { } expired) return $"the lease of {expired.ShardId} cannot be renewed";
        if (Since(Volatile.Read(ref _streamsSeenAt)) is var streams && streams > patience) return FormattableString.Invariant($"{_streamFault} for {streams.TotalSeconds:F0} seconds");
        if (IsPaused) return null;
        return shards.FirstOrDefault(shard => shard.StuckFor > patience) is { } stuck
            ? FormattableString.Invariant($"{stuck.ShardId} has records, and none was published for {stuck.StuckFor.TotalSeconds:F0} seconds")
            : null;
    }

    private TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);
}
