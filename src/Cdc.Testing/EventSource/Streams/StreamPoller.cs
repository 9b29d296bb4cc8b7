namespace Cdc.Testing.EventSource.Streams;

/// <summary>Finds a stream's shards, and reads each one once its parent is read to the end.</summary>
internal sealed class StreamPoller(StreamMapping mapping)
{
    private readonly Dictionary<string, Task> _reading = new(StringComparer.Ordinal);
    private volatile HashSet<string>? _listed;
    private volatile Exception? _broken;

    /// <summary>Runs until it is told to stop, and ends when no shard is read any more; no failure ends it.</summary>
    /// <exception cref="InvalidOperationException">The logger threw, or the mapping has a fault.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        var backoff = mapping.CreateBackoff();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                ReadReady(await DescribeAsync(stopping).ConfigureAwait(false), stopping);
                backoff.Reset();
                await WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                MappingLog.ReadFailed(mapping.Logger, error, "the stream's shards", backoff.Delay.TotalMilliseconds);
                await backoff.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // However a call takes being cut off, it was told to.
            catch (Exception) when (stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                break;
            }
        }

        await Task.WhenAll(_reading.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_broken is { } fault) throw new InvalidOperationException("A shard is not read any more: something broke that no rule covers.", fault);
    }

    private void ReadReady(List<DynamoDbStreamShard> shards, CancellationToken stopping)
    {
        // A shard that appears after the start is a child: it holds nothing older than the start.
        var fromTrimHorizon = _listed is not null || mapping.Options.StartingPosition == LocalEventSourceMappingPosition.TrimHorizon;
        var listed = shards.Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal);
        _listed = listed;
        foreach (var old in _reading.Where(shard => shard.Value.IsCompleted && !listed.Contains(shard.Key)).ToList()) _reading.Remove(old.Key);

        if (!fromTrimHorizon)
        {
            // Nothing comes into a closed shard from now on, and its children need not wait for it.
            foreach (var closed in shards.Where(shard => shard.EndingSequenceNumber is not null)) _reading[closed.ShardId] = Task.CompletedTask;
        }

        foreach (var shard in shards.Where(shard => !_reading.ContainsKey(shard.ShardId) && IsReady(shard)).ToList())
        {
            var reader = new ShardReader(mapping, shard.ShardId, fromTrimHorizon);
            _reading[shard.ShardId] = Task.Run(() => ReadAsync(reader, shard.ShardId, stopping), CancellationToken.None);
        }
    }

    private async Task ReadAsync(ShardReader reader, string shardId, CancellationToken stopping)
    {
        try
        {
            await reader.RunAsync(() => _listed!.Contains(shardId), stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            _broken = error;
            MappingLog.Broken(mapping.Logger, error, shardId);
            throw;
        }
    }

    private bool IsReady(DynamoDbStreamShard shard) =>
        shard.ParentShardId is not { } parent
        || (_reading.TryGetValue(parent, out var task) ? task.IsCompletedSuccessfully : !_listed!.Contains(parent));

    /// <summary>Waits until it is time to look for shards again: a shard was read to its end, or the interval is over.</summary>
    private async Task WaitAsync(CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var interval = Task.Delay(mapping.Options.ShardDiscoveryInterval, mapping.Time, waiting.Token);
        await Task.WhenAny([.. _reading.Values.Where(task => !task.IsCompleted), interval]).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }

    private async Task<List<DynamoDbStreamShard>> DescribeAsync(CancellationToken cancellationToken)
    {
        var shards = new List<DynamoDbStreamShard>();
        string? last = null;
        do
        {
            var page = await mapping.Streams.DescribeStreamAsync(
                mapping.StreamArn, exclusiveStartShardId: last, cancellationToken: cancellationToken).ConfigureAwait(false);
            shards.AddRange(page.Shards);
            last = page.LastEvaluatedShardId;
        }
        while (last is not null);

        return shards;
    }
}
