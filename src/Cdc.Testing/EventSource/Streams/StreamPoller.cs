using Cdc.Worker;

namespace Cdc.Testing.EventSource.Streams;

/// <summary>Finds a stream's shards, and reads each one once its parent is read to the end.</summary>
internal sealed class StreamPoller(StreamMapping mapping)
{
    private readonly Dictionary<string, Task> _reading = new(StringComparer.Ordinal);
    private readonly Backoff _backoff = mapping.CreateBackoff();
    private volatile HashSet<string>? _listed;
    private volatile Exception? _broken;

    /// <summary>Runs until it is told to stop, and ends when no shard is read any more; no failure ends it.</summary>
    /// <exception cref="InvalidOperationException">The logger threw, or the mapping has a fault.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await _backoff.TryAsync(() => LookAsync(stopping), "the stream's shards", mapping.Logger, stopping).ConfigureAwait(false))
            {
            }
        }
#pragma warning disable CA1031 // Thrown below, when nothing runs any more.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _broken ??= error;
        }

        await Task.WhenAll(_reading.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_broken is { } fault) throw new InvalidOperationException("A shard is not read any more: something broke that no rule covers.", fault);
    }

    /// <summary>Looks for shards, reads those whose parents are read, and waits until it is time to look again.</summary>
    private async Task LookAsync(CancellationToken stopping)
    {
        // A shard that ends from here on may have children that this look does not see.
        var ended = _reading.Where(shard => shard.Value.IsCompleted).Select(shard => shard.Key).ToHashSet(StringComparer.Ordinal);
        ReadReady(await DescribeAsync(stopping).ConfigureAwait(false), ended, stopping);
        _backoff.Reset();
        await WaitAsync(_reading.Where(shard => !ended.Contains(shard.Key)).Select(shard => shard.Value), stopping).ConfigureAwait(false);
    }

    private void ReadReady(List<DynamoDbStreamShard> shards, HashSet<string> ended, CancellationToken stopping)
    {
        // A shard that appears after the start is a child: it holds nothing older than the start.
        var fromTrimHorizon = _listed is not null || mapping.Options.StartingPosition == LocalEventSourceMappingPosition.TrimHorizon;
        var listed = shards.Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal);
        _listed = listed;
        foreach (var old in _reading.Where(shard => shard.Value.IsCompleted && !listed.Contains(shard.Key)).ToList()) _reading.Remove(old.Key);

        if (!fromTrimHorizon)
        {
            // A closed shard gets no more records, so its children need not wait for it.
            foreach (var closed in shards.Where(shard => shard.EndingSequenceNumber is not null))
            {
                _reading[closed.ShardId] = Task.CompletedTask;
                ended.Add(closed.ShardId);
            }
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

    /// <summary>Waits until one of the shards was read to its end, or the interval is over.</summary>
    private async Task WaitAsync(IEnumerable<Task> shards, CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var interval = Task.Delay(mapping.Options.ShardDiscoveryInterval, mapping.Time, waiting.Token);
        await Task.WhenAny([.. shards, interval]).ConfigureAwait(false);
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
