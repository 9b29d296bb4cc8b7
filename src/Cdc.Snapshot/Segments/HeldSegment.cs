using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Logging;
using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Segments;

/// <summary>A segment that this process reads; its writes go one after the other.</summary>
internal sealed class HeldSegment(string snapshotId, SnapshotSegment taken, ISnapshotProgressStore store, PatientCalls retries, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile SnapshotSegment _current = taken;
    private long _written = time.GetTimestamp();

    public SnapshotSegment Current => _current;

    /// <summary>Whether another process has it now.</summary>
    public bool IsLost { get; private set; }

    public TimeSpan SinceWritten => time.GetElapsedTime(Volatile.Read(ref _written));

    /// <summary>Takes a segment that is free, or whose owner is gone.</summary>
    /// <returns>Null where another process was faster.</returns>
    public static async Task<HeldSegment?> TakeAsync(
        string snapshotId, SnapshotSegment segment, string owner, ISnapshotProgressStore store, PatientCalls retries, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var held = new HeldSegment(snapshotId, segment, store, retries, time, logger);
        try
        {
            if (await held.TryWriteAsync(one => one with { Owner = owner }, isTaking: true, cancellationToken).ConfigureAwait(false)) return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }

        held.Dispose();
        return null;
    }

    /// <summary>Notes how far it has come.</summary>
    /// <returns>False where another process has it.</returns>
    public Task<bool> AdvanceAsync(Func<SnapshotSegment, SnapshotSegment> change, CancellationToken cancellationToken) => TryWriteAsync(change, isTaking: false, cancellationToken);

    /// <summary>Shows others that its owner is there.</summary>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) => TryWriteAsync(one => one, isTaking: false, cancellationToken);

    /// <summary>Gives it up; one try.</summary>
    public async Task ReleaseAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (IsLost || _current.Owner is null) return;
            var free = _current with { Owner = null, Counter = _current.Counter + 1 };
            if (await store.WriteSegmentAsync(snapshotId, free, CancellationToken.None).ConfigureAwait(false)) _current = free;
        }
#pragma warning disable CA1031 // Then its lease runs out.
        catch (Exception error)
#pragma warning restore CA1031
        {
            SnapshotLog.ReleaseFailed(logger, error, _current.Index);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<bool> TryWriteAsync(Func<SnapshotSegment, SnapshotSegment> change, bool isTaking, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsLost || _current.IsDone) return false;
            var next = change(_current) with { Counter = _current.Counter + 1 };
            // A write is not cut off: whether it was done would not be known.
            var isWritten = await retries.RunAsync(
                "Writing the progress", () => store.WriteSegmentAsync(snapshotId, next, CancellationToken.None), ProgressAdvice.For, cancellationToken).ConfigureAwait(false);
            if (!isWritten && await StoredAsync(cancellationToken).ConfigureAwait(false) != next)
            {
                IsLost = true;
                if (!isTaking) SnapshotLog.Lost(logger, next.Index);
                return false;
            }

            _current = next;
            Volatile.Write(ref _written, time.GetTimestamp());
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What is stored, where a write was refused: the first try's answer may have been lost, and the second refused for the first.</summary>
    private async Task<SnapshotSegment?> StoredAsync(CancellationToken cancellationToken) => (await retries.RunAsync(
        "Reading the progress", () => store.FindAsync(snapshotId, cancellationToken), ProgressAdvice.For, cancellationToken).ConfigureAwait(false))?.Segments[_current.Index];
}
