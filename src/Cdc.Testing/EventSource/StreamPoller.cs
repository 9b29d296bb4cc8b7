using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>Finds a stream's shards, and reads each one once its parent is read to the end.</summary>
internal sealed class StreamPoller(
    DynamoDbStreamsClient streams, string streamArn, FunctionInvoker function, LocalEventSourceMappingOptions options, ILogger logger)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        // The caller of Start goes on at once.
        await Task.Yield();
        var reading = new Dictionary<string, Task>(StringComparer.Ordinal);
        var fromTrimHorizon = options.FromTrimHorizon;
        var retry = new ReadRetry(options, logger);
        try
        {
            while (true)
            {
                var shards = await retry.RunAsync("the stream's shards", DescribeAsync, stopping).ConfigureAwait(false);
                foreach (var shard in shards.Where(shard => !reading.ContainsKey(shard.ShardId) && IsReady(shard, shards, reading)).ToList())
                    reading[shard.ShardId] = new ShardReader(streams, streamArn, shard.ShardId, function, options, logger).RunAsync(fromTrimHorizon, stopping);

                // A shard that appears from here on is a child: it holds nothing older than the start.
                fromTrimHorizon = true;
                await WaitAsync(reading.Values, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Task.WhenAll(reading.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsReady(DynamoDbStreamShard shard, List<DynamoDbStreamShard> shards, Dictionary<string, Task> reading) =>
        shard.ParentShardId is not { } parent
        || (reading.TryGetValue(parent, out var task) ? task.IsCompletedSuccessfully : shards.All(other => other.ShardId != parent));

    /// <summary>Waits until it is time to look for shards again: a shard was read to its end, or the interval is over.</summary>
    private async Task WaitAsync(IEnumerable<Task> reading, CancellationToken stopping)
    {
        var unfinished = reading.Where(task => !task.IsCompleted).ToList();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var interval = Task.Delay(options.ShardDiscoveryInterval, options.TimeProvider, waiting.Token);
        await Task.WhenAny([.. unfinished, interval]).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
    }

    private async Task<List<DynamoDbStreamShard>> DescribeAsync(CancellationToken cancellationToken)
    {
        var shards = new List<DynamoDbStreamShard>();
        string? last = null;
        do
        {
            var page = await streams.DescribeStreamAsync(streamArn, exclusiveStartShardId: last, cancellationToken: cancellationToken).ConfigureAwait(false);
            shards.AddRange(page.Shards);
            last = page.LastEvaluatedShardId;
        }
        while (last is not null);

        return shards;
    }
}
