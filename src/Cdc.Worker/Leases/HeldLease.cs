using Cdc.Worker.Logging;
using Microsoft.Extensions.Logging;

namespace Cdc.Worker.Leases;

/// <summary>A lease that this worker holds. Its writes come one after the other, and a renewal carries the checkpoint: a shard costs one write an interval, busy or not.</summary>
internal sealed class HeldLease : IDisposable
{
    private const int MaxTries = 4;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _lost = new();
    private readonly ILeaseStore _store;
    private readonly string _me;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly LeaseClock _clock;
    private readonly ILogger _logger;

    private readonly Lock _state = new();
    private Lease _lease;
    private LeaseClock.Moment _writtenAt;
    private string _checkpoint;
    private TaskCompletionSource _renewed = NewSignal();
    private bool _isOver;

    /// <param name="lease">The lease as it was taken.</param>
    /// <param name="writtenAt">When the write that took it began.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="me">The worker.</param>
    /// <param name="duration">How long a write holds it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where a loss is told.</param>
    public HeldLease(Lease lease, LeaseClock.Moment writtenAt, ILeaseStore store, string me, TimeSpan duration, TimeProvider time, ILogger logger)
    {
        (_lease, _writtenAt, _store, _me, _duration, _time, _logger) = (lease, writtenAt, store, me, duration, time, logger);
        _clock = new LeaseClock(time);
        _checkpoint = lease.Checkpoint;
        Lost = _lost.Token;
    }

    public string Key => _lease.Key;

    public Lease Taken => _lease;

    /// <summary>Cancelled when another worker has the lease.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Who asks for the lease; null for nobody.</summary>
    public string? Wanted
    {
        get
        {
            lock (_state) return _lease.HandOverTo;
        }
    }

    /// <summary>How long nobody else can take the lease; not positive where somebody could.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_state) return _isOver || Lost.IsCancellationRequested ? TimeSpan.Zero : _duration - _clock.Since(_writtenAt);
        }
    }

    /// <summary>How far the shard is published; the next write carries it.</summary>
    public string Checkpoint
    {
        get
        {
            lock (_state) return _checkpoint;
        }
    }

    public void Advance(string checkpoint)
    {
        lock (_state) _checkpoint = checkpoint;
    }

    /// <summary>Says who asks for the lease, as a listing showed it.</summary>
    public void Want(Lease seen)
    {
        lock (_state)
        {
            if (seen.HandOverTo is { } to && seen.Owner == _me) _lease = _lease with { HandOverTo = to };
        }
    }

    /// <summary>Waits for the next renewal, or the loss of the lease.</summary>
    public async Task UntilRenewedAsync(CancellationToken cancellationToken)
    {
        Task renewed;
        lock (_state) renewed = _renewed.Task;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Lost);
        await renewed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Renews the lease.</summary>
    /// <returns>Whether it is still held.</returns>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) =>
        WriteAsync(() => UpdateTo(_checkpoint) with { Owner = _me, OwnerSwitches = SwitchesNow }, isLast: false, cancellationToken);

    /// <summary>Gives the lease up, to a worker or to whoever takes it.</summary>
    public Task<bool> ReleaseAsync(string? to, CancellationToken cancellationToken) => WriteAsync(
        () => UpdateTo(_checkpoint) with { Owner = to, ChangesOwner = true, OwnerSwitches = SwitchesNow }, isLast: true, cancellationToken);

    /// <summary>Says that all of the shard is published.</summary>
    public Task<bool> FinishAsync(IReadOnlyList<string> children, CancellationToken cancellationToken) => WriteAsync(
        () => UpdateTo(LeaseCheckpoint.ShardEnd) with { ChangesOwner = true, ChildShardIds = children }, isLast: true, cancellationToken);

    public void Dispose()
    {
        _gate.Dispose();
        _lost.Dispose();
    }

    private long SwitchesNow => _checkpoint == _lease.Checkpoint ? _lease.OwnerSwitches : 0;

    /// <summary>Writes until it is known what is stored; an answer that was lost is no loss of the lease.</summary>
    private async Task<bool> WriteAsync(Func<LeaseUpdate> plan, bool isLast, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var tries = 1; !_isOver && !Lost.IsCancellationRequested; tries++)
            {
                LeaseUpdate update;
                lock (_state) update = plan();
                var began = _clock.Now;
                var write = await TryAsync(update, cancellationToken).ConfigureAwait(false);
                if (write.IsWritten && write.Stored is { } stored)
                {
                    Hold(stored, began, isLast);
                    return true;
                }

                if (isLast && IsSame(write.Stored, update))
                {
                    Hold(write.Stored!, began, isLast);
                    return true;
                }

                if (tries == MaxTries || !await MayGoOnAsync(write.Stored, cancellationToken).ConfigureAwait(false)) break;
            }

            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<LeaseWrite> TryAsync(LeaseUpdate update, CancellationToken cancellationToken)
    {
        // A call that hangs must not keep the next one from being made in time.
        using var patience = new CancellationTokenSource(_duration / 3, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        return await _store.WriteAsync(update, either.Token).ConfigureAwait(false);
    }

    private static bool IsSame(Lease? stored, LeaseUpdate update) => stored is not null
        && stored.Counter == update.ExpectedCounter + 1 && stored.Owner == update.Owner && stored.Checkpoint == update.Checkpoint;

    /// <summary>Finds out whether a refused write was refused because of an earlier one of this worker's own.</summary>
    private async Task<bool> MayGoOnAsync(Lease? stored, CancellationToken cancellationToken)
    {
        if (stored?.Owner == _me)
        {
            // Nobody else writes this owner: the answer was lost.
            lock (_state) _lease = stored;
            return true;
        }

        if (stored is null)
        {
            // Somebody removed the item. Its place is known here alone.
            WorkerLog.LeaseMadeAnew(_logger, Key);
            Lease again;
            lock (_state) again = _lease with { Owner = _me, Checkpoint = _checkpoint };
            if (await _store.CreateAsync(again, cancellationToken).ConfigureAwait(false))
            {
                lock (_state) _lease = again;
            }

            return true;
        }

        if (stored is { Owner: null, Counter: 0 } && !LeaseCheckpoint.IsBegun(stored.Checkpoint))
        {
            // It was removed, and another worker made it anew: where it begins, this one is far ahead.
            WorkerLog.LeaseMadeAnew(_logger, Key);
            lock (_state) _lease = stored;
            return true;
        }

        await _lost.CancelAsync().ConfigureAwait(false);
        return false;
    }

    private void Hold(Lease stored, LeaseClock.Moment began, bool isLast)
    {
        TaskCompletionSource renewed;
        lock (_state)
        {
            (_lease, _writtenAt, _isOver) = (stored, began, isLast);
            (renewed, _renewed) = (_renewed, NewSignal());
        }

        renewed.SetResult();
    }

    private LeaseUpdate UpdateTo(string checkpoint) => new() { Key = Key, ExpectedCounter = _lease.Counter, Checkpoint = checkpoint };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
