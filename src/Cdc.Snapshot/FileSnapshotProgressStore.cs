using Cdc.Snapshot.Segments;

namespace Cdc.Snapshot;

/// <summary>Keeps the progress of one snapshot in a local file, which processes of one machine may share.</summary>
/// <remarks>
/// The store replaces the file as a whole, so nobody sees it half written. A file beside it, with <c>.lock</c> behind its name, keeps writers apart.
/// </remarks>
public sealed class FileSnapshotProgressStore : ISnapshotProgressStore
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private readonly TimeProvider _time;

    /// <summary>Creates a store; nothing is written yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="timeProvider">The clock for the wait while another process writes; null for the system's.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    public FileSnapshotProgressStore(string path, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_path, _time) = (Path.GetFullPath(path), timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="CdcSnapshotException">The file's folder is not there.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) => Directory.Exists(Path.GetDirectoryName(_path))
        ? Task.CompletedTask
        : throw new CdcSnapshotException($"There is no folder {Path.GetDirectoryName(_path)} for the progress.");

    /// <inheritdoc/>
    /// <exception cref="CdcSnapshotException">The file holds something else, or the progress of another snapshot.</exception>
    public async Task<SnapshotState?> FindAsync(string snapshotId, CancellationToken cancellationToken)
    {
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(snapshotId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The definition is null.</exception>
    /// <exception cref="CdcSnapshotException">The file holds something else, or the progress of another snapshot.</exception>
    public async Task<bool> CreateAsync(SnapshotDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        if (await ReadAsync(definition.SnapshotId, cancellationToken).ConfigureAwait(false) is not null) return false;
        Write(new SnapshotState
        {
            Definition = definition,
            Status = SnapshotStatus.Running,
            Segments = [.. Enumerable.Range(0, definition.Segments).Select(index => new SnapshotSegment { Index = index })],
        });
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="CdcSnapshotException">The file holds something else, or the progress of another snapshot.</exception>
    public async Task<bool> SetStatusAsync(string snapshotId, SnapshotStatus expected, SnapshotStatus wanted, CancellationToken cancellationToken)
    {
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        if (await ReadAsync(snapshotId, cancellationToken).ConfigureAwait(false) is not { } state || state.Status != expected) return false;
        Write(state with { Status = wanted });
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The segment is null.</exception>
    /// <exception cref="CdcSnapshotException">The file holds something else, or the progress of another snapshot.</exception>
    public async Task<bool> WriteSegmentAsync(string snapshotId, SnapshotSegment segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
        if (await ReadAsync(snapshotId, cancellationToken).ConfigureAwait(false) is not { } state || state.Segments[segment.Index].Counter != segment.Counter - 1) return false;
        Write(state with { Segments = [.. state.Segments.Select(one => one.Index == segment.Index ? segment : one)] });
        return true;
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new CdcSnapshotException($"The progress cannot be written: {error.Message}", error);
            }
            catch (IOException) when (File.Exists(_path + ".lock"))
            {
                await Task.Delay(_glance, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<SnapshotState?> ReadAsync(string snapshotId, CancellationToken cancellationToken)
    {
        if (!File.Exists(_path)) return null;
        var state = ProgressFile.Read(_path, await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false));
        return state.Definition.SnapshotId == snapshotId
            ? state
            : throw new CdcSnapshotException($"The file {_path} holds the progress of snapshot {state.Definition.SnapshotId}, not of {snapshotId}: name another file in ProgressFile.");
    }

    private void Write(SnapshotState state)
    {
        var next = _path + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(ProgressFile.Write(state));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }
}
