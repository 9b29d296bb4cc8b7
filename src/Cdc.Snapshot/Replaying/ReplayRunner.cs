using Cdc.Snapshot.Faults;
using Cdc.Worker;

namespace Cdc.Snapshot.Replaying;

/// <summary>Reads a stream's shards, each when those that it continues are done, so that a key's changes come in order.</summary>
internal sealed class ReplayRunner(ReplayParts parts, Action<int, int> shards)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                // Listed anew each time: the shards that continue one may be listed late.
                var listed = await ListAsync(stop.Token).ConfigureAwait(false);
                shards(listed.Count, done.Count);
                foreach (var shard in ReadyOf(listed, done).Where(shard => !running.ContainsKey(shard.ShardId)).Take(parts.Options.MaxConcurrentShards - running.Count).ToList())
                    running[shard.ShardId] = new ShardReplay(parts, shard.ShardId).RunAsync(stop.Token);
                if (running.Count == 0) return;
                await Task.WhenAny(running.Values).ConfigureAwait(false);
                foreach (var (shard, ended) in running.Where(one => one.Value.IsCompleted).ToList())
                {
                    await ended.ConfigureAwait(false);
                    running.Remove(shard);
                    done.Add(shard);
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The shards that are not done, and continue none that is listed and not done.</summary>
    internal static IEnumerable<DynamoDbStreamShard> ReadyOf(IReadOnlyList<DynamoDbStreamShard> listed, IReadOnlySet<string> done)
    {
        var open = listed.Where(shard => !done.Contains(shard.ShardId)).Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal);
        return listed.Where(shard => open.Contains(shard.ShardId) && (shard.ParentShardId is null || !open.Contains(shard.ParentShardId)));
    }

    private async Task<List<DynamoDbStreamShard>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<DynamoDbStreamShard>();
        string? last = null;
        do
        {
            var page = await parts.PatientCalls.RunAsync(
                "Listing the stream's shards", () => parts.Streams.DescribeStreamAsync(parts.StreamArn, exclusiveStartShardId: last, cancellationToken: cancellationToken), PatientCalls.Explanation, cancellationToken)
                .ConfigureAwait(false);
            all.AddRange(page.Shards);
            last = page.LastEvaluatedShardId;
        }
        while (last is not null);

        return all;
    }
}
