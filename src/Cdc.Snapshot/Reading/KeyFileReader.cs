using System.Globalization;
using System.Security.Cryptography;
using Cdc.Snapshot.Keys;

namespace Cdc.Snapshot.Reading;

/// <summary>Reads keys from a file: a line is a key in JSON, as an envelope's <c>data</c> has it; empty lines are passed over.</summary>
internal sealed class KeyFileReader(string path, int pageSize, ItemKeys keys) : ISegmentReader
{
    private StreamReader? _file;
    private long _line;

    /// <summary>A hash of the file, by which it is known again.</summary>
    /// <exception cref="CdcSnapshotException">It cannot be read.</exception>
    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = File.OpenRead(path);
            await using (file.ConfigureAwait(false)) return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CdcSnapshotException($"The file of keys cannot be read: {error.Message}", error);
        }
    }

    public async Task<SnapshotPage> ReadAsync(string? position, CancellationToken cancellationToken)
    {
        await GoToAsync(position is null ? 0 : long.Parse(position, CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
        var page = new List<ReadOnlyMemory<byte>>();
        while (page.Count < pageSize)
        {
            if (await _file!.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not { } line) return new SnapshotPage(page, page.Count, 0, null);
            _line++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            // The line itself is an item's key, and may be personal: only its number is told.
            if (keys.TryRead(line, out var key) is { } problem) throw new CdcSnapshotException($"Line {_line} of the file of keys {problem}. What is before it may be sent already; mend the file and begin a snapshot with another id.");
            page.Add(key);
        }

        return new SnapshotPage(page, page.Count, 0, _line.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _file?.Dispose();

    private async Task GoToAsync(long line, CancellationToken cancellationToken)
    {
        if (_file is not null && _line == line) return;
        _file?.Dispose();
        (_file, _line) = (new StreamReader(path), 0);
        while (_line < line && await _file.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not null) _line++;
    }
}
