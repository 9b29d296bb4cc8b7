using Cdc.Retries;
using Cdc.Worker.Hosting;
using Cdc.Worker.Leases;
using Cdc.Worker.Logging;
using Cdc.Worker.Shards;

namespace Cdc.Worker.Processing;

/// <summary>Takes this worker's share of the leases, and runs their shards.</summary>
internal sealed class StreamWorker : IDisposable
{
    /// <summary>Looks in a lease's duration: what a killed worker held is taken within one and a quarter of it, and a new worker has its share within two.</summary>
    private const int LooksInLease = 4;

    private static readonly TimeSpan _soonest = TimeSpan.FromMilliseconds(10);

    private readonly WorkerParts _work;
    private readonly ShardSync _sync;
    private readonly LeaseObservations _observations;
    private readonly LeaseClock _clock;
    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ShardRunner Runner, Task Task)> _running = new(StringComparer.Ordinal);
    private readonly Wake _wake = new();
    private Exception? _fault;

    public StreamWorker(WorkerParts work)
    {
        _work = work;
        _sync = new ShardSync(work, _wake.Up);
        _observations = new LeaseObservations(work.Options.LeaseDuration);
        _clock = new LeaseClock(work.Time);
    }

    /// <summary>Runs until it is told to stop, and then until every lease is given up.</summary>
    /// <exception cref="CdcRecordsTrimmedException">Records are lost, and the options say that this ends the worker.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var stop = stopping.UnsafeRegister(static worker => ((StreamWorker)worker!)._stopping.Cancel(), this).ConfigureAwait(false);
        WorkerLog.Started(_work.Logger, _work.Id, _work.Options.TableName);
        _work.State.Started(_work.Options.UnhealthyAfter);
        try
        {
            await RepeatAsync("Preparing the lease store", async token =>
            {
                await _work.Leases.PrepareAsync(token).ConfigureAwait(false);
                return null;
            }).ConfigureAwait(false);
            await Task.WhenAll(
                RepeatAsync("Looking for shards", SyncAsync),
                RepeatAsync("Reading the leases", LookAsync, _wake)).ConfigureAwait(false);
        }
        finally
        {
            Task[] running;
            lock (_gate) running = [.. _running.Values.Select(shard => shard.Task)];
            WorkerLog.Stopping(_work.Logger, running.Length);
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _work.State.Stopped();
            WorkerLog.Stopped(_work.Logger);
        }

        if (_fault is { } fault) throw new CdcRecordsTrimmedException(fault.Message, fault) { ShardId = (fault as CdcRecordsTrimmedException)?.ShardId ?? "" };
    }

    /// <summary>Cuts off what is being published: the host has no more time.</summary>
    public void Abandon() => _abandon.Cancel();

    public void Dispose()
    {
        _abandon.Dispose();
        _stopping.Dispose();
        _sync.Dispose();
    }

    /// <summary>Does something again and again, however often it fails.</summary>
    /// <param name="what">What is done, for the log.</param>
    /// <param name="once">Does it, and answers how long to wait; null for not again.</param>
    /// <param name="wake">Cuts a wait short; not one after a failure.</param>
    private async Task RepeatAsync(string what, Func<CancellationToken, Task<TimeSpan?>> once, Wake? wake = null)
    {
        for (var failures = 0; !_stopping.IsCancellationRequested;)
        {
            var early = wake?.Next();
            TimeSpan wait;
            try
            {
                if (await once(_stopping.Token).ConfigureAwait(false) is not { } next) return;
                (wait, failures) = (next, 0);
            }
#pragma warning disable CA1031 // Told, and tried again.
            catch (Exception error)
#pragma warning restore CA1031
            {
                if (_stopping.IsCancellationRequested) return;
                var longest = _work.Options.MaxRetryDelay < _work.Options.LeaseDuration ? _work.Options.MaxRetryDelay : _work.Options.LeaseDuration;
                wait = Backoff.After(++failures, _work.Options.RetryDelay, longest, Jitter.Next());
                WorkerLog.TryingAgain(_work.Logger, error, what, wait.TotalMilliseconds);
                early = null;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var late = Task.Delay(wait, _work.Time, waiting.Token);
            await Task.WhenAny(early ?? late, late).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan?> SyncAsync(CancellationToken stopping)
    {
        await _sync.SyncAsync(stopping).ConfigureAwait(false);
        var interval = _work.Options.ShardDiscoveryInterval;
        return interval - (interval * (Jitter.Next() / LooksInLease));
    }

    /// <summary>Reads the leases, hands over those that others ask for, and takes or asks for what is this worker's share.</summary>
    private async Task<TimeSpan?> LookAsync(CancellationToken stopping)
    {
        // Before the streams are listed once it is not known which leases are this table's.
        if (_sync.NewestStream.Length == 0) return _work.Options.LeaseDuration / LooksInLease;
        var began = _work.Now;
        var leases = await _sync.ListAsync(stopping).ConfigureAwait(false);
        _observations.Observe(leases, began, _work.Now);
        var readable = ReadableShards.Of(leases);
        HandOver(leases);
        var plan = LeasePlan.For(_work.Id, readable, IsHeld, _observations.IsExpired, (int)(Jitter.Next() * readable.Count));
        await Task.WhenAll(plan.Take.Select(lease => TakeAsync(lease, stopping))).ConfigureAwait(false);
        foreach (var lease in plan.Ask)
        {
            if (await _work.Leases.RequestHandOverAsync(lease.Key, lease.Owner!, _work.Id, stopping).ConfigureAwait(false))
                WorkerLog.Asked(_work.Logger, lease.Owner!, lease.Key);
        }

        var interval = _work.Options.LeaseDuration / LooksInLease;
        var expiry = _observations.NextExpiry(readable.Where(lease => !IsHeld(lease)), _work.Now);
        return expiry is not { } next || next > interval ? interval : next > _soonest ? next : _soonest;
    }

    private bool IsHeld(Lease lease)
    {
        lock (_gate) return _running.ContainsKey(lease.Key);
    }

    private void HandOver(List<Lease> leases)
    {
        foreach (var lease in leases.Where(lease => lease.HandOverTo is not null && lease.Owner == _work.Id))
        {
            ShardRunner? runner;
            lock (_gate) runner = _running.GetValueOrDefault(lease.Key).Runner;
            runner?.Want(lease);
        }
    }

    private async Task TakeAsync(Lease lease, CancellationToken stopping)
    {
        var began = _clock.Now;
        var isMine = lease.Owner == _work.Id;
        var write = await _work.Leases.WriteAsync(
            new LeaseUpdate
            {
                Key = lease.Key,
                ExpectedCounter = lease.Counter,
                Checkpoint = lease.Checkpoint,
                Owner = _work.Id,
                ChangesOwner = true,
                OwnerSwitches = lease.OwnerSwitches + (isMine ? 0 : 1),
            },
            stopping).ConfigureAwait(false);

        // Where the answer to this write was lost, the next look finds the lease under this worker's name.
        if (!write.IsWritten || write.Stored is not { } taken) return;
        _work.Telemetry.LeaseTaken(lease.Owner is null || isMine ? "free" : "expired");
        WorkerLog.Taken(_work.Logger, taken.Key, taken.Checkpoint, lease.Owner ?? "nobody");
        Run(taken, began);
    }

    private void Run(Lease taken, LeaseClock.Moment began)
    {
        var held = new HeldLease(taken, began, _work.Leases, _work.Id, _work.Options.LeaseDuration, _work.Time, _work.Logger);
        var runner = new ShardRunner(_work, held, _sync.NewestStream, _sync);
        lock (_gate) _running[taken.Key] = (runner, Task.Run(() => RunAsync(runner, taken.Key), CancellationToken.None));
    }

    private async Task RunAsync(ShardRunner runner, string key)
    {
        try
        {
            await runner.RunAsync(_stopping.Token, _abandon.Token).ConfigureAwait(false);
        }
        catch (CdcRecordsTrimmedException error)
        {
            _fault ??= error;
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) _running.Remove(key);
            runner.Dispose();
            _wake.Up();
        }
    }
}
