namespace Cdc.Worker.State;

/// <summary>How far a shard that is read has got, for metrics and health.</summary>
internal sealed class ShardState(string shardId, TimeProvider time, Func<TimeSpan> leaseLeft)
{
    private readonly Lock _gate = new();
    private bool _isKnown;
    private DateTimeOffset? _oldest;
    private long? _waitingSince;

    public string ShardId { get; } = shardId;

    public Func<TimeSpan> LeaseLeft { get; } = leaseLeft;

    /// <summary>How old the oldest change is that is read and not published; null before the first read, which would tell.</summary>
    public TimeSpan? Lag
    {
        get
        {
            lock (_gate)
            {
                if (!_isKnown) return null;
                var lag = _oldest is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
                return lag > TimeSpan.Zero ? lag : TimeSpan.Zero;
            }
        }
    }

    /// <summary>How long there have been records of which none was published.</summary>
    public TimeSpan StuckFor
    {
        get
        {
            lock (_gate) return _waitingSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    /// <summary>Says that records are to be published.</summary>
    public void Waiting(DateTimeOffset? oldest)
    {
        lock (_gate) (_isKnown, _oldest, _waitingSince) = (true, oldest, time.GetTimestamp());
    }

    public void Progressed()
    {
        lock (_gate)
        {
            if (_waitingSince is not null) _waitingSince = time.GetTimestamp();
        }
    }

    /// <summary>Says that nothing is to be published.</summary>
    public void Done()
    {
        lock (_gate) (_isKnown, _oldest, _waitingSince) = (true, null, null);
    }
}
