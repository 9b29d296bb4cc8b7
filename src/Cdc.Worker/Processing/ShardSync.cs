using Cdc.Retries;
using Cdc.Worker.Hosting;
using Cdc.Worker.Logging;
using Cdc.Worker.Shards;

namespace Cdc.Worker.Processing;

/// <summary>Keeps the leases in step with the shards of the table's streams.</summary>
internal sealed class ShardSync(WorkerParts work, Action changed) : IDisposable
{
    private const int MaxTries = 5;
    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private HashSet<string> _forgotten = new(StringComparer.Ordinal);

    /// <summary>The stream of leases that name none; empty before the first listing.</summary>
    public string NewestStream { get; private set; } = "";

    /// <summary>Lists the shards, makes the leases that are missing, and removes those that are of no use any more.</summary>
    /// <returns>What was listed.</returns>
    public async Task<IReadOnlyList<StreamListing>> SyncAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var listings = await work.TableStreams.ListAsync(cancellationToken).ConfigureAwait(false);
            if (listings.Count == 0)
            {
                WorkerLog.NoStream(work.Logger, work.Options.TableName, work.Options.ShardDiscoveryInterval.TotalSeconds);
                work.State.StreamsMissing("the table has had no stream");
                return listings;
            }

            NewestStream = listings[^1].Arn;
            work.State.StreamsSeen();
            var leases = await ListAsync(cancellationToken).ConfigureAwait(false);
            var plan = LeaseSync.Plan(listings, leases, work.Options.StartingPosition, work.Time.GetUtcNow());
            foreach (var lease in plan.Create)
            {
                if (await work.Leases.CreateAsync(lease, cancellationToken).ConfigureAwait(false))
                    WorkerLog.ShardFound(work.Logger, lease.Key, lease.StreamArn!, lease.Checkpoint);
            }

            await ForgetAsync(plan.Forgotten, cancellationToken).ConfigureAwait(false);
            if (plan.Create.Count > 0) changed();
            return listings;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Reads the leases of this worker's table; others in the same store are left alone.</summary>
    public async Task<List<Lease>> ListAsync(CancellationToken cancellationToken)
    {
        var leases = await work.Leases.ListAsync(cancellationToken).ConfigureAwait(false);
        work.State.LeasesSeen();
        if (NewestStream.Length == 0) return [.. leases];
        var table = TableStreams.TableArnOf(NewestStream);
        return [.. leases.Where(lease => lease.StreamArn is null || TableStreams.TableArnOf(lease.StreamArn) == table)];
    }

    /// <summary>Finds the shards that continue one that has ended, and has leases made for them: they may be listed a little later than it ends.</summary>
    public async Task<IReadOnlyList<string>> ChildrenOfAsync(string shardId, string streamArn, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var delay = Backoff.After(tries, _firstWait, _longestWait, Jitter.Next());
            try
            {
                var listings = await SyncAsync(cancellationToken).ConfigureAwait(false);
                var listing = listings.FirstOrDefault(stream => stream.Arn == streamArn);
                var children = listing?.ChildrenOf(shardId) ?? [];
                if (children.Count > 0 || listing is { IsClosed: true } || (listing is null && listings.Count > 0)) return children;
                if (tries >= MaxTries)
                {
                    WorkerLog.NoChildren(work.Logger, shardId, work.Options.ShardDiscoveryInterval.TotalSeconds);
                    return [];
                }
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                WorkerLog.TryingAgain(work.Logger, error, $"Finding the shards that continue {shardId}", delay.TotalMilliseconds);
            }

            await Task.Delay(delay, work.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Removes what two listings in a row did not show.</summary>
    private async Task ForgetAsync(IReadOnlyList<Lease> forgotten, CancellationToken cancellationToken)
    {
        var still = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lease in forgotten)
        {
            if (!_forgotten.Contains(lease.Key)) still.Add(lease.Key);
            else if (await work.Leases.DeleteAsync(lease, cancellationToken).ConfigureAwait(false)) WorkerLog.LeaseRemoved(work.Logger, lease.Key);
        }

        _forgotten = still;
    }
}
