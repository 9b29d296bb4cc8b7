using Cdc.Snapshot.Segments;

namespace Cdc.Snapshot.Running;

/// <summary>Takes segments that are free and reads several at once, until all are done or somebody pauses or ends the snapshot.</summary>
internal sealed class SnapshotRunner(SnapshotParts parts, ProgressReports reports)
{
    private readonly string _id = parts.Options.SnapshotId;
    private readonly TimeSpan _glance = parts.Options.LeaseDuration / 3;
    private readonly SegmentObservations _observations = new(parts.Options.LeaseDuration);
    private readonly List<SegmentRun> _runs = [];

    private TimeSpan Now => parts.Time.GetElapsedTime(0);

    /// <exception cref="CdcSnapshotException">It cannot go on.</exception>
    public async Task<SnapshotProgress> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await WorkAsync(stop.Token).ConfigureAwait(false);
            return reports.Ended();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            // Whatever ended this run is thrown already, or was thrown by the first of them.
            await Task.WhenAll(_runs.Select(run => run.Ended)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(_runs.Select(run => run.Held.ReleaseAsync())).ConfigureAwait(false);
            foreach (var run in _runs) run.Held.Dispose();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await LookAsync(cancellationToken).ConfigureAwait(false);
            var looked = Now;
            if (state.Status != SnapshotStatus.Running)
            {
                foreach (var run in _runs) run.Stop();
                await Task.WhenAll(_runs.Select(run => run.Ended)).ConfigureAwait(false);
                return;
            }

            if (state.Segments.All(segment => segment.IsDone))
            {
                await CompleteAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            do
            {
                await ReapAsync().ConfigureAwait(false);
                await TakeAsync(cancellationToken).ConfigureAwait(false);
                if (_runs.Count == 0 && parts.Board.Segments.All(segment => segment.IsDone)) break;
                await WaitAsync(looked + _glance - Now, cancellationToken).ConfigureAwait(false);
            }
            while (Now - looked < _glance);

            foreach (var run in _runs.Where(run => run.Held.SinceWritten >= _glance && !run.Ended.IsCompleted).ToList())
                await run.Held.RenewAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SnapshotState> LookAsync(CancellationToken cancellationToken)
    {
        var began = Now;
        var state = await parts.PatientCalls.RunAsync("Reading the progress", () => parts.Store.FindAsync(_id, cancellationToken), ProgressAdvice.For, cancellationToken).ConfigureAwait(false)
            ?? throw new CdcSnapshotException($"The progress of snapshot {_id} was deleted while it ran.");
        _observations.Observe(state.Segments, began, Now);
        parts.Board.Update(state);
        return state;
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await parts.PatientCalls.RunAsync(
            "Writing the progress", () => parts.Store.SetStatusAsync(_id, SnapshotStatus.Running, SnapshotStatus.Completed, cancellationToken), ProgressAdvice.For, cancellationToken)
            .ConfigureAwait(false);
        // Another process may have been faster, or somebody has paused or ended it in the last moment.
        await LookAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        foreach (var segment in parts.Board.Segments)
        {
            if (_runs.Count >= parts.Options.MaxConcurrentSegments) return;
            if (!_observations.IsFree(segment) || _runs.Exists(run => run.Held.Current.Index == segment.Index)) continue;
            var held = await HeldSegment.TakeAsync(_id, segment, parts.Owner, parts.Store, parts.PatientCalls, parts.Time, parts.Logger, cancellationToken).ConfigureAwait(false);
            if (held is null)
            {
                // Known again when the store is looked at the next time.
                parts.Board.Update(segment with { Owner = "?", Counter = segment.Counter + 1 });
                continue;
            }

            parts.Board.Update(held.Current);
            var run = new SegmentRun(parts, held, reports.Advanced);
            _runs.Add(run);
            run.Start(cancellationToken);
        }
    }

    /// <summary>Removes what has ended.</summary>
    private async Task ReapAsync()
    {
        foreach (var run in _runs.Where(run => run.Ended.IsCompleted).ToList())
        {
            await run.Ended.ConfigureAwait(false);
            _runs.Remove(run);
            run.Held.Dispose();
        }
    }

    /// <summary>Waits until a segment has ended, or it is time to look at the store.</summary>
    private async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        if (most <= TimeSpan.Zero) return;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(most.TotalMilliseconds)), parts.Time, waiting.Token);
        await Task.WhenAny([.. _runs.Select(run => run.Ended), wait]).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
