namespace Cdc.Testing.EventSource.Streams;

/// <summary>Reads one shard from its start to its end, and has its records delivered.</summary>
internal sealed class ShardReader(StreamMapping mapping, string shardId, bool fromTrimHorizon)
{
    /// <summary>The most records of one read.</summary>
    private const int MaxRead = 1000;

    private readonly ShardPosition _position = new(mapping, shardId, fromTrimHorizon);
    private readonly ShardLanes _lanes = new(mapping.Options.ParallelizationFactor, mapping.Options.BatchSize, mapping.Options.MaximumBatchingWindow);
    private readonly BatchDelivery _delivery = new(mapping, shardId);
    private readonly Backoff _backoff = mapping.CreateBackoff();
    private readonly List<(Task Task, Lane Lane, int Records)> _underWay = [];
    private bool _isEnd;

    /// <summary>
    /// Ends when the shard is closed or its stream no longer knows it, and all that was read of it is accepted or given up. No failure ends it.
    /// </summary>
    /// <param name="isListed">Says whether the stream still knows the shard.</param>
    /// <param name="stopping">Ends it with an exception, once the invocations under way are over.</param>
    public async Task RunAsync(Func<bool> isListed, CancellationToken stopping)
    {
        try
        {
            // The shard must not be read before this is over.
            var pause = Task.CompletedTask;
            while (!_isEnd || !_lanes.IsEmpty)
            {
                stopping.ThrowIfCancellationRequested();
                await DeliverAsync(stopping).ConfigureAwait(false);
                if (!_isEnd && pause.IsCompleted && _lanes.Room > 0) pause = await ReadAsync(isListed, stopping).ConfigureAwait(false);
                else if (!_isEnd || !_lanes.IsEmpty) await WaitAsync(pause, stopping).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(_underWay.Select(batch => batch.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Forgets the batches that are over, and sends those that are due.</summary>
    private async Task DeliverAsync(CancellationToken stopping)
    {
        foreach (var over in _underWay.Where(batch => batch.Task.IsCompleted).ToList())
        {
            _underWay.Remove(over);
            await over.Task.ConfigureAwait(false);
            over.Lane.IsBusy = false;
            mapping.Progress.GoPast(over.Records);
        }

        // Each batch has its own thread, so that a function that never yields does not block the other lanes.
        while (_lanes.TakeDue(mapping.Time.Now(), _isEnd) is var (lane, records))
            _underWay.Add((Task.Run(() => _delivery.DeliverAsync(records, stopping), CancellationToken.None), lane, records.Count));
    }

    /// <summary>Reads once.</summary>
    /// <returns>What to wait for before the next read.</returns>
    private async Task<Task> ReadAsync(Func<bool> isListed, CancellationToken stopping)
    {
        try
        {
            var page = await _position.ReadAsync(Math.Min(MaxRead, _lanes.Room), stopping).ConfigureAwait(false);
            var now = mapping.Time.Now();
            var records = page.Records.Select(record => StreamRecordReader.Read(record, mapping.StreamArn, now)).Where(mapping.Filter.Matches).ToList();
            foreach (var record in records) _lanes.Add(record);
            _position.Advance(page);
            mapping.Progress.GoPast(page.Records.Count - records.Count);
            _backoff.Reset();
            _isEnd = page.NextShardIterator is null;
            return _isEnd || page.Records.Count > 0 ? Task.CompletedTask : Task.Delay(mapping.Options.PollingInterval, mapping.Time, stopping);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            _isEnd = !_position.Recover(error, isListed);
            if (_isEnd) return Task.CompletedTask;
            MappingLog.ReadFailed(mapping.Logger, error, $"shard {shardId}", _backoff.Delay.TotalMilliseconds);
            return _backoff.WaitAsync(stopping);
        }
    }

    /// <summary>Waits until there may be something to do: a batch is over or due, or the pause is over.</summary>
    private async Task WaitAsync(Task pause, CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        List<Task> events = [.. _underWay.Select(batch => batch.Task)];
        if (!_isEnd && _lanes.Room > 0) events.Add(pause);
        if (_lanes.NextDueIn(mapping.Time.Now()) is { } due)
            events.Add(Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), mapping.Time, waiting.Token));
        await Task.WhenAny(events).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }
}
