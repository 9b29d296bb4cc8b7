using Cdc.Worker.Hosting;
using Cdc.Worker.Leases;
using Cdc.Worker.Logging;
using Cdc.Worker.Publishing;
using Cdc.Worker.Reading;

namespace Cdc.Worker.Processing;

/// <summary>Reads and publishes one shard for as long as its lease is held, and keeps that.</summary>
/// <param name="work">What the worker's shards share.</param>
/// <param name="lease">The lease.</param>
/// <param name="newestStream">The stream of a lease that names none.</param>
/// <param name="sync">Finds the shards that continue one.</param>
internal sealed class ShardRunner(WorkerParts work, HeldLease lease, string newestStream, ShardSync sync) : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Runs until the shard ends, the lease is lost, given up or handed over, or the worker stops; the lease is settled then.</summary>
    /// <param name="stopping">No more is begun.</param>
    /// <param name="abandon">Cuts off what is under way.</param>
    /// <exception cref="CdcRecordsTrimmedException">Records are lost, and the options say that this ends the worker.</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost, _leaving.Token);
        using var ended = new CancellationTokenSource();
        var renewing = RenewAsync(ended.Token);
        try
        {
            await SettleAsync(await ReadToEndAsync(leaving.Token, abandon).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (CdcRecordsTrimmedException)
        {
            await SettleAsync(null).ConfigureAwait(false);
            throw;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Hands the lease over as soon as what is under way is done, if somebody asks for it.</summary>
    public void Want(Lease seen)
    {
        lease.Want(seen);
        LeaveIfWanted();
    }

    public void Dispose()
    {
        _leaving.Dispose();
        lease.Dispose();
    }

    /// <returns>The shards that continue this one, where all of it is published; else null.</returns>
    private async Task<IReadOnlyList<string>?> ReadToEndAsync(CancellationToken leaving, CancellationToken abandon)
    {
        var streamArn = lease.Taken.StreamArn ?? newestStream;
        var state = work.State.Begin(lease.Key, () => lease.Left);
        var publisher = new ShardPublisher(work, lease, state, streamArn);
        var reader = new ShardReader(work, lease.Taken, streamArn);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        var next = reader.ReadAsync(reading.Token);
        try
        {
            while (true)
            {
                var page = await next.ConfigureAwait(false);

                // One page ahead, and no more: what waits in memory is bounded.
                if (!page.IsEnd) next = reader.ReadAsync(reading.Token);
                if (!await publisher.PublishAsync(page, leaving, abandon).ConfigureAwait(false)) return null;
                if (page.IsEnd) return await sync.ChildrenOfAsync(lease.Key, streamArn, leaving).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error) when (error is not CdcRecordsTrimmedException)
        {
            WorkerLog.Broken(work.Logger, error, lease.Key);
            return null;
        }
        finally
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            work.State.End(state);
        }
    }

    /// <summary>Renews the lease each third of its duration, and sooner where that failed.</summary>
    private async Task RenewAsync(CancellationToken ended)
    {
        const int RenewalsInLease = 3;
        const int TriesInLease = 10;
        var delay = work.Options.LeaseDuration / RenewalsInLease;
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(delay, work.Time, ended).ConfigureAwait(false);
            try
            {
                if (!await lease.RenewAsync(ended).ConfigureAwait(false) && lease.Lost.IsCancellationRequested) return;
                delay = work.Options.LeaseDuration / RenewalsInLease;
                LeaveIfWanted();
            }
            catch (Exception error) when (!ended.IsCancellationRequested)
            {
                WorkerLog.RenewFailed(work.Logger, error, lease.Key, lease.Left.TotalSeconds);
                delay = work.Options.LeaseDuration / TriesInLease;
            }
        }
    }

    private void LeaveIfWanted()
    {
        if (lease.Wanted is null) return;
        try
        {
            _leaving.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is given up already.
        }
    }

    /// <summary>Writes for the last time: the shard's end, who has it next, or that it is free.</summary>
    private async Task SettleAsync(IReadOnlyList<string>? children)
    {
        if (lease.Lost.IsCancellationRequested)
        {
            WorkerLog.Lost(work.Logger, lease.Key, lease.Checkpoint);
            work.Telemetry.LeaseLost();
            return;
        }

        var to = lease.Wanted;
        try
        {
            if (children is not null)
            {
                if (await lease.FinishAsync(children, CancellationToken.None).ConfigureAwait(false)) WorkerLog.Finished(work.Logger, lease.Key, children.Count);
            }
            else if (await lease.ReleaseAsync(to, CancellationToken.None).ConfigureAwait(false))
            {
                if (to is null) WorkerLog.Released(work.Logger, lease.Key, lease.Checkpoint);
                else WorkerLog.HandedOver(work.Logger, lease.Key, to, lease.Checkpoint);
                if (to is not null) work.Telemetry.LeaseHandedOver();
            }
        }
#pragma warning disable CA1031 // It expires, and another worker takes it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            WorkerLog.ReleaseFailed(work.Logger, error, lease.Key);
        }
    }
}
